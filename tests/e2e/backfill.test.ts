import { main } from '../../cli/main.ts';
import { realSystem } from '../../cloud/system/realSystem.ts';
import { expectArchivedOnce } from './harness/expectArchivedOnce.ts';
import { breakThings, mendThings } from './harness/faults.ts';
import { footage } from './harness/footage.ts';
import { changeEnrolment, createStream, enrol, Installation } from './harness/Installation.ts';
import { push } from './harness/push.ts';
import { runMachine } from './harness/runMachine.ts';

const START = Date.UTC(2025, 5, 1, 10);
const KVS = 'kinesis-video-archived-media';
const HOUR = { from: new Date(START - 1000).toISOString(), to: new Date(START + 3_600_000).toISOString() };

let installation: Installation;
beforeAll(async () => {
  installation = await Installation.start();
}, 900_000);
afterAll(async () => {
  await installation.remove();
  expect(installation.failures).toEqual([]);
});

async function call(method: string, path: string, body?: object) {
  const init = body === undefined ? { method } : { method, body: JSON.stringify(body) };
  const response = await fetch(`${installation.url}/v1${path}`, init);
  return { status: response.status, body: (await response.json()) as Record<string, unknown> };
}

/** Asks for an execution until it has ended. */
async function ended(executionId: unknown) {
  for (;;) {
    const { status, body } = await call('GET', `/executions/${String(executionId)}`);
    expect(status).toBe(200);
    if (body.status !== 'RUNNING') return body;
    await realSystem.clock.sleep(100);
  }
}

/** A stream whose footage could not be read in an outage: `failed` gaps. */
async function outage(name: string, count: number) {
  await enrol(installation, name, { tries: 1 });
  const sent = await push(installation, name, footage({ fixture: 'h264-aac.mkv', startMs: START, count, label: name }));
  await breakThings(installation, [
    { service: KVS, operation: 'GetClip', kind: 'error', probability: 1 },
    { service: KVS, operation: 'GetMediaForFragmentList', kind: 'error', probability: 1 },
  ]);
  expect(await runMachine(installation, { stream: name })).toMatchObject({ status: 'FAILED', error: 'FragmentsLost' });
  await mendThings(installation);
  return sent;
}

test('gaps of an outage: told what there is to do, filled over HTTP, once, with its progress', async () => {
  const sent = await outage('outage', 20);
  // Its next try is minutes away.
  expect((await runMachine(installation, { trigger: 'backfill' })).status).toBe('SUCCEEDED');
  const path = '/streams/outage/backfill';

  const dry = await call('POST', path, { dryRun: true });
  const first = await call('POST', path, { clientToken: 'once' });
  const again = await call('POST', path, { clientToken: 'once' });
  const other = await call('POST', path, { ...HOUR, clientToken: 'once' });
  const end = await ended(first.body.executionId);
  const late = await call('POST', path, { clientToken: 'once' });

  expect(dry).toMatchObject({ status: 200, body: { gaps: 1, fragments: 20, mediaPoints: 40, seconds: 1 } });
  expect(first).toMatchObject({ status: 202, body: { streamName: 'outage' } });
  expect([again, late]).toEqual([first, first]);
  expect(other).toMatchObject({ status: 409, body: { error: { code: 'Conflict' } } });
  expect(end).toMatchObject({
    status: 'SUCCEEDED',
    streamName: 'outage',
    progress: {
      passes: 1,
      clips: 1,
      gaps: 0,
      fragments: 20,
      left: { openPlans: 0, fragments: 0, gaps: 0, footageMs: 0 },
    },
  });
  await expectArchivedOnce(installation, 'outage', sent);
}, 300_000);

test('a stream that is enrolled late: a range of it over HTTP, the rest by the schedule', async () => {
  await createStream(installation, 'late');
  const body = footage({ fixture: 'h264-aac.mkv', startMs: START, count: 30, label: 'late' });
  const sent = await push(installation, 'late', body);
  await changeEnrolment(installation, 'late', {});
  const half = { from: HOUR.from, to: sent[15]?.producerMs ?? 0 };

  const started = await call('POST', '/streams/late/backfill', half);
  const end = await ended(started.body.executionId);
  await runMachine(installation, {});

  expect(started.status).toBe(202);
  expect(end).toMatchObject({ status: 'SUCCEEDED', from: HOUR.from, progress: { left: { footageMs: 0 } } });
  expect((end.progress as { fragments: number }).fragments).toBeGreaterThanOrEqual(15);
  await expectArchivedOnce(installation, 'late', sent);
}, 300_000);

test('by the command line: a dry run, a backfill that waits to the end, and nothing left to do', async () => {
  const sent = await outage('by-hand', 12);
  const cli = async (...argv: string[]) => {
    const written = { stdout: '', stderr: '' };
    const output = (name: 'stdout' | 'stderr') => ({
      write: (text: string) => {
        written[name] += text;
      },
      isTerminal: false,
      width: () => 100,
    });
    const code = await main(['backfill', ...argv, '--endpoint', installation.url], process.cwd(), {
      stdout: output('stdout'),
      stderr: output('stderr'),
      env: {},
      system: realSystem,
      onInterrupt: () => () => undefined,
      exit: () => undefined,
    });
    return { code, ...written };
  };

  const dry = await cli('--stream', 'by-hand', '--from', HOUR.from, '--to', HOUR.to, '--dry-run', '--json');
  const done = await cli('--stream', 'by-hand');
  const nothing = await cli('--stream', 'by-hand');

  expect(JSON.parse(dry.stdout)).toMatchObject({
    items: [{ streamName: 'by-hand', listed: 12, known: 0, plans: 1, gaps: 1, fragments: 12 }],
  });
  expect(done).toMatchObject({ code: 0, stdout: expect.stringContaining('done: 1 clip of 12 fragments, 0 gaps') });
  expect(nothing).toMatchObject({ code: 0, stdout: 'by-hand has no open gaps\n' });
  await expectArchivedOnce(installation, 'by-hand', sent);
}, 300_000);

test.each([
  ['POST', '/streams/nobody/backfill', {}, 404, 'NotFound'],
  ['POST', '/streams/outage/backfill', { from: HOUR.from }, 400, 'InvalidInput'],
  ['POST', '/streams/outage/backfill', { from: HOUR.to, to: HOUR.from }, 400, 'InvalidInput'],
  ['POST', '/streams/outage/backfill', { until: 5 }, 400, 'InvalidInput'],
  ['POST', '/streams/outage/backfill', { from: 0, to: 1e12, dryRun: true }, 400, 'InvalidInput'],
  ['GET', '/executions/no-such', undefined, 404, 'NotFound'],
  ['GET', '/executions/not%20one', undefined, 400, 'InvalidInput'],
])('%s %s %j is %i %s', async (method, path, body, status, code) => {
  expect(await call(method, path, body)).toMatchObject({ status, body: { error: { code } } });
});
