import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { realSystem } from '../../../cloud/system/realSystem.ts';
import { createLambdaHost, type LambdaHost } from '../../../local/lambda/createLambdaHost.ts';
import type { LambdaFunction } from '../../../local/lambda/lambdaFunction.ts';
import { createLogSink, type LogSink } from '../../../local/lambda/logSink.ts';
import { type FaultyServices, startFaulty } from './startFaulty.ts';

/** A handler that calls Step Functions three times, each with a name of its own, and says which it has been told of. */
const MODULE = `
import { ListStateMachinesCommand, SFNClient } from ${JSON.stringify(pathToFileURL(require.resolve('@aws-sdk/client-sfn')).href)};
const sfn = new SFNClient({ maxAttempts: 1, disableHostPrefix: true });
export const handler = async ({ run }) => {
  for (const call of [1, 2, 3]) await sfn.send(new ListStateMachinesCommand({ nextToken: run + call }));
  return run;
};
export const now = async () => Date.now();
export const still = async ({ ms }) => { await new Promise((done) => setTimeout(done, ms)); return 'still'; };
`;
const NAME = 'kvs-archiver-local-archiveClip';
const STILL = 'kvs-archiver-local-still';
const NOW = 'kvs-archiver-local-now';

let dir: string;
let logs: LogSink;
let faulty: FaultyServices;
let host: LambdaHost;
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'kvs-archiver-function-faults-'));
  await writeFile(join(dir, 'module.mjs'), MODULE);
  logs = createLogSink(join(dir, 'logs'));
  faulty = await startFaulty([NAME, STILL, NOW]);
  const fn = (name: string, exportName: string): LambdaFunction => ({
    name,
    arn: `arn:aws:lambda:us-east-1:000000000000:function:${name}`,
    file: join(dir, 'module.mjs'),
    exportName,
    memoryMb: 128,
    timeoutMs: 60_000,
    environment: {},
  });
  host = createLambdaHost({
    functions: [fn(NAME, 'handler'), fn(STILL, 'still'), fn(NOW, 'now')],
    system: realSystem,
    logs,
    environmentOf: () => ({
      AWS_REGION: 'us-east-1',
      AWS_ENDPOINT_URL: faulty.url,
      AWS_ACCESS_KEY_ID: 'any',
      AWS_SECRET_ACCESS_KEY: 'thing',
    }),
    onInvocation: faulty.faults.onInvocation,
  });
});
afterEach(() => {
  faulty.faults.clear();
  faulty.sfnRequests.length = 0;
});
afterAll(async () => {
  await host.close();
  await logs.close();
  await faulty.remove();
  await rm(dir, { recursive: true, force: true });
  expect(faulty.noticed).toEqual([]);
});

/** How an invocation ended: what it gave back, or the type of its error. */
async function invoke(run: string): Promise<string> {
  const outcome = await host.invoke(NAME, { run });
  return outcome.ok ? String(outcome.payload) : outcome.errorType;
}
/** The calls that the service has seen. */
const seen = (): string[] => faulty.sfnRequests.map((body) => (JSON.parse(body) as { nextToken: string }).nextToken);
const counts = () => faulty.faults.report().rules.map(({ calls, hits }) => [calls, hits]);

const ENDINGS = { kill: 'Runtime.ExitError', timeout: 'Sandbox.Timedout' } as const;

describe.each(['kill', 'timeout'] as const)('%s', (kind) => {
  test.each<[string, object, string[]]>([
    ['before its first call', { beforeCall: 1 }, []],
    ['before its second call', { beforeCall: 2 }, ['a1']],
    ['after its first call', { afterCall: 1 }, ['a1']],
    ['after its second call', { afterCall: 2 }, ['a1', 'a2']],
    ['after its last call', { afterCall: 3 }, ['a1', 'a2', 'a3']],
    ['at its start', {}, []],
  ])('%s', async (_, place, calls) => {
    faulty.faults.replace({ rules: [{ function: 'archiveClip', kind, nth: [1], ...place }] });

    expect(await invoke('a')).toBe(ENDINGS[kind]);
    expect(seen()).toEqual(calls);

    expect(await invoke('b')).toBe('b');
    expect(seen()).toEqual([...calls, 'b1', 'b2', 'b3']);
    expect(counts()).toEqual([[2, 1]]);
  });
});

test('calls are counted anew in each invocation, in a warm worker too', async () => {
  expect(await invoke('warm')).toBe('warm');
  faulty.faults.replace({ rules: [{ function: NAME, kind: 'kill', beforeCall: 3, nth: [3] }] });

  expect([await invoke('a'), await invoke('b'), await invoke('c')]).toEqual(['a', 'b', 'Runtime.ExitError']);

  expect(seen().slice(-2)).toEqual(['c1', 'c2']);
  expect(counts()).toEqual([[3, 1]]);
});

test('two invocations at once are told apart; a call beyond the last is never reached', async () => {
  faulty.faults.replace({
    rules: [
      { function: 'archiveClip', kind: 'kill', beforeCall: 2, nth: [2] },
      { function: 'archiveClip', kind: 'kill', beforeCall: 4 },
    ],
  });

  const endings = await Promise.all([invoke('a'), invoke('b')]);

  expect(endings.filter((ending) => ending === 'Runtime.ExitError')).toHaveLength(1);
  const [survivor = ''] = endings.filter((ending) => ending !== 'Runtime.ExitError');
  expect(seen().filter((call) => call.startsWith(survivor))).toEqual([1, 2, 3].map((call) => `${survivor}${call}`));
  expect(seen()).toHaveLength(4);
  expect(counts()).toEqual([
    [2, 1],
    [0, 0],
  ]);
});

test('a function that is not named is left alone, and one without calls can be ended at its start', async () => {
  faulty.faults.replace({ rules: [{ function: 'still', kind: 'timeout', nth: [2] }] });

  expect(await invoke('a')).toBe('a');
  expect(await host.invoke(STILL, { ms: 1 })).toEqual({ ok: true, payload: 'still' });
  const beganAt = performance.now();
  expect(await host.invoke(STILL, { ms: 50_000 })).toMatchObject({
    ok: false,
    errorType: 'Sandbox.Timedout',
    errorMessage: expect.stringMatching(/^RequestId: \S+ Error: Task timed out after 60\.00 seconds$/),
  });
  // Not after the 50 s that it sleeps.
  expect(performance.now() - beganAt).toBeLessThan(40_000);
  expect(counts()).toEqual([[2, 1]]);
});

test('a service rule and a function rule on one call: the first of the plan has it', async () => {
  faulty.faults.replace({
    rules: [
      { service: 'sfn', kind: 'throttle', nth: [2] },
      { function: 'archiveClip', kind: 'kill', beforeCall: 2, nth: [1] },
    ],
  });

  expect(await invoke('a')).toBe('ThrottlingException');
  expect(counts()).toEqual([
    [2, 1],
    [1, 0],
  ]);
});

test('a clock that is wrong for one invocation, and right for the next one in the same worker', async () => {
  faulty.faults.replace({ rules: [{ function: 'now', kind: 'clock', ms: -3_600_000, nth: [2] }] });
  const errors: number[] = [];
  for (let run = 0; run < 3; run++) {
    const before = realSystem.clock.now();
    const outcome = await host.invoke(NOW, {});
    errors.push(Math.round(((outcome.ok ? Number(outcome.payload) : Number.NaN) - before) / 60_000));
  }

  expect(errors).toEqual([0, -60, 0]);
  expect(counts()).toEqual([[3, 1]]);
});
