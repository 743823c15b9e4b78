import { type FakeStack, type SeenRequest, startFakeStack } from '../fakeStack.ts';
import { NOW_MS, runCli } from '../runCli.ts';

const ARN = 'arn:aws:kinesisvideo:us-east-1:000000000000:stream/front/17';
const listed = (number: string, producerMs: number, serverMs: number) => ({
  FragmentNumber: number,
  ProducerTimestamp: producerMs / 1000,
  ServerTimestamp: serverMs / 1000,
  FragmentLengthInMilliseconds: 1_960,
  FragmentSizeInBytes: 146_000,
});

describe('fragments', () => {
  const before = { ...process.env };
  let stack: FakeStack;
  /** Pages of the listing, by the token that asks for them. */
  const pages: Record<string, unknown> = {
    '': {
      Fragments: [listed('3', NOW_MS - 1_000, NOW_MS - 100), listed('1', NOW_MS - 5_000, NOW_MS - 100)],
      NextToken: 'more',
    },
    more: { Fragments: [listed('2', NOW_MS - 3_000, NOW_MS - 100)] },
  };
  const withStack = (...argv: string[]) =>
    runCli(['fragments', '--stream', 'front', ...argv], { AWS_ENDPOINT_URL: stack.url });
  const listings = () => stack.seen.filter(({ call }) => call === 'POST /listFragments').map(({ body }) => body);

  const answer = ({ call, body }: SeenRequest) => {
    const { StreamName, NextToken = '' } = (body ?? {}) as { StreamName?: string; NextToken?: string };
    if (call === 'POST /describeStream' && StreamName === 'front') {
      return { body: { StreamInfo: { StreamARN: ARN, CreationTime: 1, DataRetentionInHours: 24 } } };
    }
    if (call === 'POST /getDataEndpoint') return { body: { DataEndpoint: stack.url } };
    if (call === 'POST /listFragments') return { body: pages[NextToken] };
    return undefined;
  };

  beforeEach(async () => {
    delete process.env.AWS_ACCESS_KEY_ID;
    delete process.env.AWS_PROFILE;
    stack = await startFakeStack(answer);
  });
  afterEach(async () => {
    process.env = { ...before };
    await stack.close();
  });

  test('of the last hour, in order of time, though pages come in none', async () => {
    const result = await withStack();

    expect(result).toEqual({
      code: 0,
      stdout: [
        '1  2026-11-21T13:59:55.000Z  2026-11-21T13:59:59.900Z      2 s  146 kB',
        '2  2026-11-21T13:59:57.000Z  2026-11-21T13:59:59.900Z      2 s  146 kB',
        '3  2026-11-21T13:59:59.000Z  2026-11-21T13:59:59.900Z      2 s  146 kB',
        '',
      ].join('\n'),
      stderr: '3 fragments, 438 kB\n',
    });
    expect(listings()[0]).toMatchObject({
      StreamARN: ARN,
      FragmentSelector: {
        FragmentSelectorType: 'PRODUCER_TIMESTAMP',
        TimestampRange: { StartTimestamp: NOW_MS / 1000 - 3_600, EndTimestamp: (NOW_MS - 1) / 1000 },
      },
    });
  });

  test('--json is one fragment a line and nothing else', async () => {
    const { stdout, stderr } = await withStack('--json', '--selector', 'server');

    expect(stderr).toBe('');
    const lines = stdout.trimEnd().split('\n');
    expect(lines.map((line) => JSON.parse(line).number)).toEqual(['3', '1', '2']); // Their server times are the same.
    expect(JSON.parse(lines[2] ?? '')).toEqual({
      number: '2',
      producerMs: NOW_MS - 3_000,
      serverMs: NOW_MS - 100,
      lengthMs: 1_960,
      bytes: 146_000,
    });
  });

  test('more than a day is read day by day', async () => {
    await withStack('--from', '-36h', '--to', 'now');

    const starts = listings().map((body) => {
      const { FragmentSelector } = body as { FragmentSelector: { TimestampRange: { StartTimestamp: number } } };
      return NOW_MS / 1000 - FragmentSelector.TimestampRange.StartTimestamp;
    });
    expect(starts).toEqual([129_600, 129_600, 43_200, 43_200]); // Two pages each.
  });
});
