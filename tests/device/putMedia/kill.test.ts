import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { realSystem } from '../../../cloud/system/realSystem.ts';
import { runProducer } from '../../../device/putMedia/runProducer.ts';
import { CREDENTIALS, type KvsForDevices, REGION, startKvsForDevices } from '../kvsForDevices.ts';
import { SyntheticSource } from '../SyntheticSource.ts';

const START_MS = 1_795_000_000_000;
/** After so many fragments of each life. */
const KILLS = [5, 12, 30, 55];
const LIFE_MS = 1_000_000;

let folder: string;
let bundle: string;
let service: KvsForDevices;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'device-kill-'));
  bundle = join(folder, 'killedDevice.mjs');
  execFileSync(join(__dirname, '../../../node_modules/.bin/esbuild'), [
    join(__dirname, 'killedDevice.ts'),
    '--bundle',
    '--platform=node',
    '--format=esm',
    "--banner:js=import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);",
    '--log-level=error',
    `--outfile=${bundle}`,
  ]);
  service = await startKvsForDevices();
});
afterAll(async () => {
  await service.close();
  await rm(folder, { recursive: true, force: true });
});

/** One life of the device, killed when it has kept so many fragments; what it kept, and what it heard to be stored. */
async function live(spool: string, startMs: number, killAfter: number) {
  const child = spawn(process.execPath, [bundle, service.endpoint, spool, String(startMs)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const gone = once(child, 'close');
  const told = { kept: [] as number[], persisted: [] as number[] };
  for await (const line of createInterface({ input: child.stdout })) {
    const [kind, timecodeMs] = line.split(' ');
    told[kind === 'kept' ? 'kept' : 'persisted'].push(Number(timecodeMs));
    if (told.kept.length === killAfter) child.kill('SIGKILL');
  }
  await gone;
  return told;
}

test('kill -9 in the middle of sending, again and again: the spool loses nothing', async () => {
  const spool = join(folder, 'spool');
  const kept: number[] = [];
  const persisted: number[] = [];

  for (const [life, killAfter] of KILLS.entries()) {
    const told = await live(spool, START_MS + life * LIFE_MS, killAfter);
    expect(told.kept.length).toBeGreaterThanOrEqual(killAfter);
    kept.push(...told.kept);
    persisted.push(...told.persisted);
  }
  const again: number[] = [];
  const summary = await runProducer({
    source: new SyntheticSource({ fragments: 1, startMs: START_MS + 9 * LIFE_MS, payloadBytes: 500 }),
    streamName: 'killed',
    region: REGION,
    endpoint: service.endpoint,
    credentials: CREDENTIALS,
    settings: { firstRetryMs: 5, longestRetryMs: 50, connectionTakenMs: 5 },
    spool: { folder: spool, maxBytes: 50_000_000 },
    system: realSystem,
    onEvent: (event) => {
      if (event.kind === 'sent') again.push(event.timecodeMs);
    },
  });

  const stored = new Set((await service.stored('killed', START_MS)).map(({ clusterTimecodeMs }) => clusterTimecodeMs));
  expect(summary).toMatchObject({ unpersisted: 0 });
  // A fragment whose file was being written when the process died was never kept; it is told as lost.
  expect(summary.dropped).toBeLessThanOrEqual(KILLS.length);
  expect(kept.filter((timecodeMs) => !stored.has(timecodeMs))).toEqual([]);
  // At most the one whose file was being removed when the process died goes out again after its PERSISTED.
  expect(again.filter((timecodeMs) => persisted.includes(timecodeMs)).length).toBeLessThanOrEqual(1);
}, 300_000);
