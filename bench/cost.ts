import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { realSystem } from '../cloud/system/realSystem.ts';
import type { MeasuredPass, MeasuredPoint, Measurement, Traffic } from '../core/cost/Measurement.ts';
import { measurePoint } from './cost/measurePoint.ts';
import { describeMachine } from './report/describeMachine.ts';
import { progress, runBenchmark } from './report/runBenchmark.ts';
import { clientsOf } from './stack/clientsOf.ts';
import { StackProcess } from './stack/StackProcess.ts';

/** As the service might be: time to the first byte, and the documented bandwidth of one connection. */
const SERVICE = { getClipLatencyMs: 120, bytesPerSecondPerConnection: 25_000_000 };
const WINDOWS = 2;
const usual: Traffic = { mbps: 2, fragmentSeconds: 2, windowSeconds: 300, fragments: 'all', source: 'clip' };

/** Points that differ in one thing each: bytes, fragments, and the settings of a stream. */
const POINTS: Readonly<Record<string, Traffic>> = {
  usual,
  light: { ...usual, mbps: 0.2 },
  short: { ...usual, mbps: 1, windowSeconds: 60 },
  clipsOnly: { ...usual, fragments: 'none' },
  clipsOnlyLight: { ...usual, fragments: 'none', mbps: 0.2 },
  oneRead: { ...usual, source: 'fragments' },
  oneReadLight: { ...usual, source: 'fragments', mbps: 0.2 },
};
const FILE = 'core/cost/measured.json';
/** A run on a busy machine says little about times: `--fresh` forgets those of the runs before. */
const isFresh = process.argv.includes('--fresh');

/** Counts of this run; of each function the shortest time of this run and of those before. */
function withQuickestTimes(points: readonly MeasuredPoint[], before: Measurement): MeasuredPoint[] {
  if (isFresh) return [...points];
  return points.map((point) => {
    const known = before.points.find(({ traffic }) => JSON.stringify(traffic) === JSON.stringify(point.traffic));
    const functions = point.window.functions.map((use) => {
      const then = known?.window.functions.find(({ name }) => name === use.name)?.milliseconds;
      return { ...use, milliseconds: Math.min(use.milliseconds, then ?? use.milliseconds) };
    });
    const expressMs = Math.min(point.window.expressMs, known?.window.expressMs ?? point.window.expressMs);
    return { ...point, window: { ...point.window, functions, expressMs } };
  });
}

await runBenchmark('cost', () =>
  StackProcess.with(async (stack) => {
    await stack.configureKvs(SERVICE);
    const clients = clientsOf(stack.url);
    const points: MeasuredPoint[] = [];
    let idle: MeasuredPass | undefined;
    for (const [name, traffic] of Object.entries(POINTS)) {
      const measured = await measurePoint(stack, clients, `cost-${name}`, traffic, WINDOWS);
      const { functions } = measured.point.window;
      progress(`${name}: ${functions.map((use) => `${use.name} ${use.milliseconds} ms`).join(', ')}`);
      points.push(measured.point);
      idle = measured.idle;
    }
    if (idle === undefined) throw new Error('nothing was measured');
    const { cpu, cores, node, loadAverage } = describeMachine();
    const before = JSON.parse(await readFile(join(process.cwd(), FILE), 'utf8')) as Measurement;
    const measurement: Measurement = {
      measuredAt: new Date(realSystem.clock.now()).toISOString(),
      machine: `${cores} cores of ${cpu}, Node ${node}, load average ${loadAverage.toFixed(1)}`,
      conditions: `embedded stack; GetClip's first byte after ${SERVICE.getClipLatencyMs} ms, ${SERVICE.bytesPerSecondPerConnection / 1e6} MB/s a connection; times are the quickest that were measured so far, of ${WINDOWS} windows a run`,
      points: withQuickestTimes(points, before),
      idle,
    };
    await writeFile(join(process.cwd(), FILE), `${JSON.stringify(measurement, undefined, 2)}\n`);
    const [first] = points;
    return {
      parameters: { ...POINTS, ...SERVICE, windows: WINDOWS },
      results: { file: FILE, points: points.length },
      baseline: { name: 'none: these are counts' },
      ratio: {},
      bound: `${first?.window.calls.reduce((sum, { calls }) => sum + calls, 0) ?? 0} calls a window`,
      target: { text: 'none: kvs-archiver cost tells what it comes to', met: true },
    };
  }),
);
