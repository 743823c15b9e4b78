import { CreateStreamCommand } from '@aws-sdk/client-kinesis-video';
import { realSystem } from '../../cloud/system/realSystem.ts';
import type { MeasuredPass, MeasuredPoint, Traffic } from '../../core/cost/Measurement.ts';
import type { CallReport } from '../../local/meter/CallReport.ts';
import { type CameraSketch, cameraClusters, cameraHeader } from '../footage/cameraFootage.ts';
import { PutMediaSession } from '../footage/putFootage.ts';
import type { Clients } from '../stack/clientsOf.ts';
import { runArchive } from '../stack/runArchive.ts';

/** A running stack. */
export interface MeteredStack {
  readonly url: string;
  readonly outputs: Readonly<Record<string, string>>;
}

/** The shortest that a stream may set between two passes; a pass comes when four fifths of it are over. */
const INTERVAL_SECONDS = 10;
const TURN_MS = 0.8 * INTERVAL_SECONDS * 1000 + 250;

/**
 * Archives windows of a made-up camera one after the other, as ticks of the schedule do, and counts what each one calls.
 *
 * @returns the windows, and a tick right after the last of them
 * @param windows how many are counted, after one that warms everything up; the calls of all of them must be the same
 */
export async function measurePoint(
  stack: MeteredStack,
  clients: Clients,
  streamName: string,
  traffic: Traffic,
  windows: number,
): Promise<{ point: MeasuredPoint; idle: MeasuredPass }> {
  const { fragments, source, windowSeconds, fragmentSeconds } = traffic;
  await clients.kvs.send(new CreateStreamCommand({ StreamName: streamName, DataRetentionInHours: 48 }));
  await call(stack, 'PUT', `/v1/streams/${streamName}`, { fragments, source, intervalSeconds: INTERVAL_SECONDS });
  const sketch: CameraSketch = {
    startMs: Math.floor(realSystem.clock.now() / 1000) * 1000 - 7_200_000,
    count: Math.round(windowSeconds / fragmentSeconds),
    fragmentMs: fragmentSeconds * 1000,
    bitsPerSecond: traffic.mbps * 1e6,
    framesPerSecond: 10,
  };
  const passes: MeasuredPass[] = [];
  for (let at = 0; at <= windows; at++) {
    const turn = realSystem.clock.sleep(TURN_MS);
    await record(stack, streamName, { ...sketch, startMs: sketch.startMs + at * windowSeconds * 1000 });
    await turn;
    const pass = await tick(stack, clients);
    if (at > 0) passes.push(pass);
  }
  // However long the last run took, nothing is due now.
  await call(stack, 'PUT', `/v1/streams/${streamName}`, { fragments, source, intervalSeconds: 86_400 });
  const idle = await tick(stack, clients);
  await call(stack, 'DELETE', `/v1/streams/${streamName}`);
  return { point: { traffic, window: quickest(passes) }, idle };
}

async function record(stack: MeteredStack, streamName: string, sketch: CameraSketch): Promise<void> {
  const session = new PutMediaSession(stack.url, streamName);
  await session.send(cameraHeader());
  for (const cluster of cameraClusters(sketch)) await session.send(cluster);
  await session.end();
}

/** One execution of the machine as the schedule starts it, and what it called. */
async function tick(stack: MeteredStack, clients: Clients): Promise<MeasuredPass> {
  await call(stack, 'DELETE', '/_local/calls');
  await runArchive(clients, stack, { trigger: 'schedule' });
  return passOf((await call(stack, 'GET', '/_local/calls')) as CallReport, stack.outputs.ArchiveBucketName ?? '');
}

/** What the system's own functions and machines called; whoever looks on is left out. */
export function passOf(report: CallReport, archiveBucket: string): MeasuredPass {
  const own = (name: string): string => name.replace(/^kvs-archiver-[^-]+-/, '');
  const sum = (type: string, field: 'executions' | 'transitions' | 'billedMs'): number =>
    report.executions.filter((use) => use.type === type).reduce((total, use) => total + use[field], 0);
  return {
    calls: report.calls
      .filter(({ caller }) => caller !== 'client')
      .map(({ caller, service, operation, calls, bytesOut, readUnits, writeUnits }) => ({
        caller: own(caller),
        service,
        operation,
        calls,
        bytesOut,
        readUnits,
        writeUnits,
      }))
      .sort((a, b) => (nameOf(a) < nameOf(b) ? -1 : 1)),
    functions: report.functions
      .filter(({ invocations }) => invocations > 0)
      .map(({ name, memoryMb, invocations, milliseconds, logBytes }) => ({
        name: own(name),
        memoryMb,
        invocations,
        milliseconds,
        logBytes,
      }))
      .sort((a, b) => (a.name < b.name ? -1 : 1)),
    standardTransitions: sum('STANDARD', 'transitions'),
    expressExecutions: sum('EXPRESS', 'executions'),
    expressMs: sum('EXPRESS', 'billedMs'),
    bucketEvents: report.bucketEvents[archiveBucket] ?? 0,
  };
}

const nameOf = ({ caller, service, operation }: { caller: string; service: string; operation: string }): string =>
  `${caller} ${service} ${operation}`;

/** The last window's counts, with the shortest time that each function took in any of them. */
function quickest(passes: readonly MeasuredPass[]): MeasuredPass {
  const last = passes.at(-1);
  if (last === undefined) throw new Error('no window was measured');
  const shortest = (name: string): number =>
    Math.min(
      ...passes.flatMap(({ functions }) => functions.filter((use) => use.name === name)).map((use) => use.milliseconds),
    );
  return {
    ...last,
    functions: last.functions.map((use) => ({ ...use, milliseconds: shortest(use.name) })),
    expressMs: Math.min(...passes.map(({ expressMs }) => expressMs)),
  };
}

async function call({ url }: MeteredStack, method: string, path: string, body?: object): Promise<unknown> {
  const response = await fetch(`${url}${path}`, {
    method,
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`);
  return text === '' ? undefined : JSON.parse(text);
}
