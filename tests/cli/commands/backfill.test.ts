import { type FakeStack, type SeenRequest, startFakeStack } from '../fakeStack.ts';
import { NOW_MS, runCli } from '../runCli.ts';

const RUN = 'arn:aws:states:us-east-1:000000000000:execution:archive:run-1';
const CHILD = 'arn:aws:states:us-east-1:000000000000:execution:archive/Long:child-1';
const MAP_RUN = 'arn:aws:states:us-east-1:000000000000:mapRun:archive/Long:run-1';
const DAY_MS = 86_400_000;

const exited = (id: number, name: string, output: unknown) => ({
  id,
  timestamp: NOW_MS / 1000,
  type: 'TaskStateExited',
  stateExitedEventDetails: { name, output: JSON.stringify(output) },
});
const WINDOW = exited(3, 'LongComputeWindow', { status: 'window', streamName: 'front', streamArn: 'arn' });
const clip = (id: number, planId: string, fragments: number) =>
  exited(id, 'LongArchiveClip', { planId, status: 'archived', clips: 1, fragments, footageMs: fragments * 2000 });
const GAP = exited(12, 'LongRecordGap', { planId: 'ba9876543210', status: 'gap', reason: 'failed', clips: 0 });
const ESTIMATE = {
  streamName: 'front',
  listed: 500,
  known: 100,
  plans: 2,
  gaps: 1,
  fragments: 400,
  bytes: 4_000_000,
  footageMs: 800_000,
  mediaPoints: 800,
  seconds: 2,
  expiresMs: NOW_MS + DAY_MS,
};

describe('backfill', () => {
  let stack: FakeStack;
  let estimate: object;
  let end: object;
  let history: unknown[];
  const withStack = (...argv: string[]) => runCli(['backfill', ...argv], { AWS_ENDPOINT_URL: stack.url });
  const bodies = (part: string) => stack.seen.filter(({ call }) => call.includes(part)).map(({ body }) => body);
  const input = (): unknown =>
    JSON.parse((bodies('StartExecution')[0] as { input?: string } | undefined)?.input ?? 'null');

  const answer = ({ call }: SeenRequest) => {
    if (call.startsWith('POST /v1/streams/')) return { body: estimate };
    if (call.startsWith('GET /v1/streams?'))
      return { body: { items: [{ streamName: 'front' }, { streamName: 'back' }] } };
    switch (call.split('AWSStepFunctions.')[1]) {
      case 'StartExecution':
        return { body: { executionArn: RUN, startDate: NOW_MS / 1000 } };
      case 'DescribeExecution':
        return { body: { executionArn: RUN, startDate: NOW_MS / 1000, ...end } };
      case 'ListMapRuns':
        return { body: { mapRuns: [{ executionArn: RUN, mapRunArn: MAP_RUN, startDate: 1, stateMachineArn: 'x' }] } };
      case 'ListExecutions':
        return {
          body: {
            executions: [{ executionArn: CHILD, name: 'c', status: 'SUCCEEDED', startDate: 1, stateMachineArn: 'x' }],
          },
        };
      case 'GetExecutionHistory':
        return { body: { events: [...history].reverse() } };
      default:
        return undefined;
    }
  };

  beforeEach(async () => {
    estimate = ESTIMATE;
    end = { status: 'SUCCEEDED' };
    history = [WINDOW, clip(6, 'aaaaaaaaaaaa', 200), clip(9, 'bbbbbbbbbbbb', 200)];
    stack = await startFakeStack(answer);
  });
  afterEach(() => stack.close());

  test('a range of a stream: starts it, waits, and tells what came of it', async () => {
    const { code, stdout, stderr } = await withStack('--stream', 'front', '--from', '-2h', '--to', '-1h');

    expect([code, stderr]).toEqual([0, '']);
    expect(stdout.split('\n')).toEqual([
      'backfill run-1 has started',
      expect.stringMatching(/^done: 2 clips of 400 fragments, 0 gaps, in .* \(\d+(\.\d)?x real time\)$/),
      '',
    ]);
    expect(input()).toEqual({
      trigger: 'backfill',
      stream: 'front',
      from: '2026-11-21T12:00:00.000Z',
      to: '2026-11-21T13:00:00.000Z',
    });
  });

  test.each<[string[], object]>([
    [['--stream', 'front'], { trigger: 'backfill', stream: 'front' }],
    [[], { trigger: 'backfill', all: true }],
    [['--from', '-1h'], { trigger: 'backfill', from: '2026-11-21T13:00:00.000Z', to: '2026-11-21T14:00:00.000Z' }],
  ])('%j asks for %j, and does not wait where told not to', async (argv, expected) => {
    const { code } = await withStack(...argv, '--no-wait');

    expect(code).toBe(0);
    expect(input()).toEqual(expected);
    expect(bodies('DescribeExecution')).toEqual([]);
  });

  test('as JSON: what there is to do, what happened, what came of it; a gap that is left is 1', async () => {
    history.push(GAP);
    end = { status: 'FAILED', error: 'FragmentsLost', cause: 'front: 1 plan(s) could not be archived' };

    const { code, stdout } = await withStack('--stream', 'front', '--json');

    const lines = stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(code).toBe(1);
    expect(lines.map(({ type }) => type)).toEqual(['started', 'clip', 'clip', 'gap', 'ended']);
    expect(lines[0]).toMatchObject({ executionId: 'run-1', fragments: 400, footageMs: 800_000 });
    expect(lines[4]).toMatchObject({ error: 'FragmentsLost', clips: 2, gaps: 1, fragments: 400, footageMs: 800_000 });
  });

  test('a stream without open gaps: nothing is started', async () => {
    estimate = { ...ESTIMATE, gaps: 0, fragments: 0, plans: 0 };

    expect(await withStack('--stream', 'front')).toEqual({ code: 0, stdout: 'front has no open gaps\n', stderr: '' });
    expect(bodies('StartExecution')).toEqual([]);
  });

  test('a dry run asks day by day, adds up and does nothing', async () => {
    const { code, stdout } = await withStack('--stream', 'front', '--from', '-50h', '--dry-run');

    expect(code).toBe(0);
    expect(bodies('POST /v1/streams/front/backfill')).toEqual([
      { from: '2026-11-19T12:00:00.000Z', to: '2026-11-20T12:00:00.000Z', dryRun: true },
      { from: '2026-11-20T12:00:00.000Z', to: '2026-11-21T12:00:00.000Z', dryRun: true },
      { from: '2026-11-21T12:00:00.000Z', to: '2026-11-21T14:00:00.000Z', dryRun: true },
    ]);
    expect(stdout.split('\n')[1]?.split(/ {2,}/)).toEqual([
      ...['front', '1200', '40 min', '12 MB', '6', '3', '2400', '26', '6 s'],
      '2026-11-22T14:00:00.000Z',
    ]);
    expect(bodies('StartExecution')).toEqual([]);
  });

  test('a dry run over all streams, as JSON', async () => {
    const { stdout } = await withStack('--dry-run', '--json');

    expect(JSON.parse(stdout)).toEqual({ items: Array(2).fill({ ...ESTIMATE, days: 0 }) });
  });

  test.each([[['--stream', 'no such name']], [['--to', '-1h']], [['--from', '-1h', '--to', '-2h']]])(
    '%j is usage',
    async (argv) => {
      expect((await withStack(...argv)).code).toBe(2);
      expect(bodies('StartExecution')).toEqual([]);
    },
  );
});
