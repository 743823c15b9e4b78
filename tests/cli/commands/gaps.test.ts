import { type FakeStack, startFakeStack } from '../fakeStack.ts';
import { NOW_MS, runCli } from '../runCli.ts';

const FAILED = {
  clock: 'producer',
  startMs: NOW_MS - 60_000,
  endMs: NOW_MS - 30_000,
  reason: 'failed',
  fragments: 15,
  planId: '0123456789ab',
  tries: 5,
  error: 'Truncated: the body broke off',
};
const EXPIRED = { clock: 'server', startMs: NOW_MS - 7_200_000, endMs: NOW_MS - 3_600_000, reason: 'expired' };

describe('gaps', () => {
  let stack: FakeStack;
  let gaps: Record<string, unknown[]>;
  let timelines: Record<string, object[]>;
  const withStack = (...argv: string[]) => runCli(['gaps', ...argv], { AWS_ENDPOINT_URL: stack.url });

  beforeEach(async () => {
    stack = await startFakeStack(({ call }) => {
      if (call === 'GET /v1/streams?limit=100') {
        return { body: { items: Object.keys(gaps).map((streamName) => ({ streamName })) } };
      }
      const [, drawn] = /^GET \/v1\/streams\/([^/]+)\/timeline\?/.exec(call) ?? [];
      if (drawn !== undefined) {
        const [from, to] = [NOW_MS - 7 * 86_400_000, NOW_MS];
        return { body: { from, to, coverage: 0, clips: [], gaps: timelines[drawn], unclaimed: [] } };
      }
      const items = gaps[/^GET \/v1\/streams\/([^/]+)\/gaps\?limit=100$/.exec(call)?.[1] ?? ''];
      return items === undefined ? undefined : { body: { items } };
    });
  });
  afterEach(() => stack.close());

  test('none on any stream: 0', async () => {
    gaps = { front: [], yard: [] };

    expect(await withStack()).toEqual({ code: 0, stdout: 'no gaps\n', stderr: '' });
  });

  test('any on any stream: 1, each with its reason', async () => {
    gaps = { front: [FAILED], yard: [EXPIRED] };

    const result = await withStack();

    expect(result).toEqual({
      code: 1,
      stdout: [
        'STREAM  FROM                      LENGTH  CLOCK     REASON   FRAGMENTS  ERROR',
        'front   2026-11-21T13:59:00.000Z  30 s    producer  failed   15         Truncated: the body broke off',
        'yard    2026-11-21T12:00:00.000Z  1 h     server    expired  not known',
        '',
      ].join('\n'),
      stderr: '',
    });
  });

  test('--stream asks for that stream alone; --json is one document', async () => {
    gaps = { front: [FAILED], yard: [EXPIRED] };

    const result = await withStack('--stream', 'yard', '--json');

    expect(result).toMatchObject({ code: 1, stderr: '' });
    expect(JSON.parse(result.stdout)).toEqual({ items: [{ streamName: 'yard', ...EXPIRED }] });
    expect(stack.seen.map(({ call }) => call)).toEqual(['GET /v1/streams/yard/gaps?limit=100']);
  });

  const SPAN = [
    { startMs: NOW_MS - 3_600_000, endMs: NOW_MS - 1_800_000, reason: 'not-recorded' },
    { startMs: NOW_MS - 600_000, endMs: NOW_MS - 540_000, reason: 'expired', estimated: true },
  ];

  test('--from: also what is derived; the exit code is that of losses alone', async () => {
    gaps = { front: [] };
    timelines = { front: SPAN };

    const result = await withStack('--from', '-2h');
    timelines = { front: SPAN.slice(0, 1) };
    const silence = await withStack('--stream', 'front', '--from', '-2h', '--json');

    expect(result).toEqual({
      code: 1,
      stdout: [
        'STREAM  FROM                      LENGTH  REASON',
        'front   2026-11-21T13:00:00.000Z  30 min  not-recorded',
        'front   2026-11-21T13:50:00.000Z  1 min   expired (estimated)',
        '',
      ].join('\n'),
      stderr: '',
    });
    expect(silence.code).toBe(0);
    expect(JSON.parse(silence.stdout)).toEqual({ items: [{ streamName: 'front', ...SPAN[0] }] });
    expect(stack.seen.at(-1)?.call).toBe(
      `GET /v1/streams/front/timeline?from=${NOW_MS - 7_200_000}&to=${NOW_MS}&resolution=0`,
    );
  });

  test('--timeline: a line a day of the last week', async () => {
    gaps = { front: [] };
    timelines = { front: SPAN };

    const result = await withStack('--timeline');

    expect(result.code).toBe(1);
    const lines = result.stdout.split('\n');
    expect(lines[0]).toBe('front');
    expect(lines.filter((line) => line.startsWith('2026-11-'))).toHaveLength(8);
    expect(lines.at(-2)).toBe('            █ archived  ! expired  · not-recorded');
    expect(stack.seen.at(-1)?.call).toContain(`from=${NOW_MS - 7 * 86_400_000}&to=${NOW_MS}&resolution=60`);
  });
});
