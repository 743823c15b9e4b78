import { type FakeStack, type SeenRequest, startFakeStack } from '../fakeStack.ts';
import { NOW_MS, runCli } from '../runCli.ts';

const RUN = 'arn:aws:states:us-east-1:000000000000:execution:archive:run-1';
const CHILD = 'arn:aws:states:us-east-1:000000000000:execution:archive/Long:child-1';
const MAP_RUN = 'arn:aws:states:us-east-1:000000000000:mapRun:archive/Long:run-1';
const STREAM_ARN = 'arn:aws:kinesisvideo:us-east-1:000000000000:stream/front/17';
const PLAN_ID = '0123456789ab';

/** A state's end as the history shows it. */
const exited = (id: number, name: string, output: unknown) => ({
  id,
  previousEventId: id - 1,
  timestamp: NOW_MS / 1000,
  type: 'TaskStateExited',
  stateExitedEventDetails: { name, output: JSON.stringify(output) },
});

const WAIT = exited(3, 'LongComputeWindow', { status: 'wait', streamName: 'front', seconds: 5 });
const WINDOW = exited(6, 'LongComputeWindow', {
  status: 'window',
  streamName: 'front',
  streamArn: STREAM_ARN,
  prefix: 'a/',
});
const CLIP = exited(9, 'LongArchiveClip', { planId: PLAN_ID, status: 'archived', clips: 1, openParts: 0, bundles: [] });
const CAUGHT = exited(12, 'LongArchiveClip', { Error: 'Corrupt', Cause: 'x' });
const GAP = exited(15, 'LongRecordGap', { planId: 'ba9876543210', status: 'gap', reason: 'failed', clips: 0 });
const PASS = exited(18, 'LongCommitWindow', { next: 'done', clips: 1, lost: 1, lagMs: 6_000 });

/** The plan's document in the work bucket. */
const PLAN = {
  version: 1,
  planId: PLAN_ID,
  streamName: 'front',
  streamArn: STREAM_ARN,
  fragments: [10, 11].map((number) => ({
    number: String(number),
    producerMs: NOW_MS - 60_000 + number,
    serverMs: NOW_MS,
    lengthMs: 1,
    bytes: 1,
  })),
  clipCanBeExact: true,
};

describe('archive', () => {
  let stack: FakeStack;
  /** What is seen of the run at each poll; the last one stays. */
  let polls: { status: string; error?: string; cause?: string; history: unknown[] }[];
  /** What the API tells of the stream; 0: that it is not enrolled. */
  let retentionHours: number;
  const withStack = (...argv: string[]) => runCli(['archive', ...argv], { AWS_ENDPOINT_URL: stack.url });
  const input = (): unknown => {
    const [start] = stack.seen.filter(({ call }) => call.includes('StartExecution'));
    return JSON.parse((start?.body as { input?: string } | undefined)?.input ?? 'null');
  };

  const answer = ({ call, body }: SeenRequest) => {
    const [, operation] = call.split('AWSStepFunctions.');
    const now = polls[0] ?? { status: 'SUCCEEDED', history: [] };
    switch (operation) {
      case 'StartExecution':
        return { body: { executionArn: RUN, startDate: NOW_MS / 1000 } };
      case 'DescribeExecution': {
        const { history, ...run } = now;
        return { body: { executionArn: RUN, startDate: NOW_MS / 1000, ...run } };
      }
      case 'ListMapRuns':
        return { body: { mapRuns: [{ executionArn: RUN, mapRunArn: MAP_RUN, startDate: 1, stateMachineArn: 'x' }] } };
      case 'ListExecutions': {
        const status = now.status === 'RUNNING' ? 'RUNNING' : 'SUCCEEDED';
        return {
          body: { executions: [{ executionArn: CHILD, name: 'c', status, startDate: 1, stateMachineArn: 'x' }] },
        };
      }
      case 'GetExecutionHistory': {
        expect(body).toMatchObject({ executionArn: CHILD, reverseOrder: true });
        if (polls.length > 1) polls.shift();
        return { body: { events: [...now.history].reverse() } };
      }
      default:
        if (call === 'GET /v1/streams/front' && retentionHours > 0) return { body: { state: { retentionHours } } };
        return call.includes(`/work/plans/front/17/${PLAN_ID}.json`) ? { body: PLAN } : undefined;
    }
  };

  beforeEach(async () => {
    retentionHours = 0;
    polls = [];
    stack = await startFakeStack(answer);
  });
  afterEach(() => stack.close());

  test('tells what happens as it happens, each thing once, and ends with 0', async () => {
    polls = [
      { status: 'RUNNING', history: [WAIT] },
      { status: 'RUNNING', history: [WAIT, WINDOW, CLIP] },
      { status: 'SUCCEEDED', history: [WAIT, WINDOW, CLIP, PASS] },
    ];

    const result = await withStack('--stream', 'front');

    expect(result).toEqual({
      code: 0,
      stdout: [
        'run run-1 has started',
        'front  waits 5 s: footage has to settle, or another run is on the stream',
        `front  1 clip of 2 fragments: a/clips/front/2026/11/21/13/20261121T135900.010Z_${PLAN_ID}.mp4`,
        'front  pass done, 1 clip; watermark lag 6 s',
        'done: 1 clip, 0 gaps, in 0 s',
        '',
      ].join('\n'),
      stderr: '',
    });
    expect(input()).toEqual({ trigger: 'manual', stream: 'front' });
  });

  test('footage that was lost: 1', async () => {
    const cause = `front: 1 plan(s) could not be archived`;
    polls = [{ status: 'FAILED', error: 'FragmentsLost', cause, history: [WINDOW, CAUGHT, GAP, PASS] }];

    const result = await withStack();

    expect(result.code).toBe(1);
    expect(result.stdout).toContain('front  GAP, failed: plan ba9876543210\n');
    expect(result.stdout).toContain(`the run failed: FragmentsLost: ${cause}\n0 clips, 1 gap, in 0 s\n`);
  });

  test.each([
    [{ status: 'FAILED', error: 'NotFound' }, 2],
    [{ status: 'FAILED', error: 'InvalidInput' }, 2],
    [{ status: 'FAILED', error: 'Throttled' }, 3],
    [{ status: 'FAILED', error: 'UnsupportedMedia' }, 1],
    [{ status: 'FAILED', error: 'States.Timeout' }, 3],
    [{ status: 'TIMED_OUT' }, 3],
    [{ status: 'ABORTED' }, 3],
  ])('%j ends with %i', async (end, code) => {
    polls = [{ ...end, history: [] }];

    expect((await withStack()).code).toBe(code);
  });

  test('a failed function says its message and not its stack', async () => {
    const cause = JSON.stringify({
      errorType: 'NotFound',
      errorMessage: 'stream: "x" is not',
      trace: ['at "y"', 'at z'],
    });
    polls = [{ status: 'FAILED', error: 'NotFound', cause, history: [] }];

    expect((await withStack()).stdout).toContain('the run failed: NotFound: stream: "x" is not\n0 clips');
  });

  test('a range goes in as RFC 3339, and ends now where it has no end', async () => {
    await withStack('--from', '-2h', '--no-wait');
    expect(input()).toEqual({ trigger: 'manual', from: '2026-11-21T12:00:00.000Z', to: '2026-11-21T14:00:00.000Z' });
  });

  test('a range before what KVS keeps is told, and run all the same', async () => {
    retentionHours = 24;

    const all = await withStack('--stream', 'front', '--from', '-10d', '--to', '-9d');
    const part = await withStack('--stream', 'front', '--from', '-30h', '--to', '-1h');
    const none = await withStack('--stream', 'front', '--from', '-2h', '--to', '-1h');

    expect([all.code, part.code, none.code]).toEqual([0, 0, 0]);
    expect(all.stderr).toMatch(/^note: the whole range lies before .*: KVS keeps front for 24 h/);
    expect(part.stderr).toMatch(/^note: a part of the range lies before /);
    expect(none.stderr).toBe('');
  });

  test('--no-wait asks for nothing further; --json is one line then', async () => {
    const result = await withStack('--no-wait', '--json');

    expect(result).toEqual({ code: 0, stdout: `{"type":"started","executionArn":"${RUN}"}\n`, stderr: '' });
    expect(stack.seen).toHaveLength(1);
  });

  test('--json is JSON lines', async () => {
    polls = [{ status: 'SUCCEEDED', history: [WINDOW, CLIP, PASS] }];

    const { stdout } = await withStack('--json');

    const lines = stdout.trimEnd().split('\n');
    expect(lines.map((line) => JSON.parse(line).type)).toEqual(['started', 'clip', 'pass', 'ended']);
    expect(JSON.parse(lines[1] ?? '')).toMatchObject({ planId: PLAN_ID, fragments: 2, streamName: 'front' });
    expect(JSON.parse(lines[3] ?? '')).toMatchObject({ status: 'SUCCEEDED', clips: 1, gaps: 0 });
  });
});
