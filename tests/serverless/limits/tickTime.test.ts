interface Settings {
  expectedStreams: number;
  streamConcurrency: number;
  intervalSeconds: number;
}

const { tickTime, tickFault } = require('../../../serverless/settings/tickTime.cjs') as {
  tickTime(
    settings: Settings,
    periodSeconds: number,
    options?: { first?: boolean },
  ): { seconds: number; slowest: string; parts: Record<string, number> };
  tickFault(settings: Settings, periodSeconds: number): string | undefined;
};

const FIFTY_THOUSAND = { expectedStreams: 50_000, streamConcurrency: 2000, intervalSeconds: 300 };

describe('a tick over 50,000 streams', () => {
  test('every one of them due, every description read anew: each resource has its time', () => {
    expect(tickTime(FIFTY_THOUSAND, 300)).toEqual({
      ...{ seconds: 250, slowest: 'streamConcurrency' },
      parts: {
        ...{ streamConcurrency: 250, dispatch: 50, describeStream: 167, getDataEndpoint: 0 },
        ...{ streamWrites: 8, ledgerWrites: 3, events: 125 },
      },
    });
  });

  test('the first of all: 150,000 data endpoints at 300 a second, once, and then they are known', () => {
    const { parts, seconds, slowest } = tickTime(FIFTY_THOUSAND, 300, { first: true });
    expect([seconds, slowest]).toEqual([500, 'getDataEndpoint']);
    expect(parts.describeStream).toBe(167);
  });

  test('without the endpoints on the streams every tick would be as long, and two could not follow in five minutes', () => {
    expect((50_000 * 3) / 300).toBeGreaterThan(300);
  });
});

describe('settings with which a tick could not finish before the next are refused', () => {
  test.each<[string, Partial<Settings>, number, RegExp | undefined]>([
    ['as they are by default', { expectedStreams: 1000, streamConcurrency: 500 }, 300, undefined],
    [
      '50,000 streams, 500 at once',
      { streamConcurrency: 500 },
      300,
      /^streamConcurrency: .*takes 1000 s.*; 1667 at once/,
    ],
    ['what it says would do', { streamConcurrency: 1667 }, 300, undefined],
    ['one less', { streamConcurrency: 1666 }, 300, /^streamConcurrency/],
    ['a longer interval spreads the turns', { streamConcurrency: 500, intervalSeconds: 3600 }, 300, /takes 267 s|^$/],
    [
      'as many at once as Step Functions has',
      { streamConcurrency: 10_000 },
      120,
      /^scheduleRate: .*describeStream has 300/,
    ],
  ])('%s', (_name, changes, period, message) => {
    const fault = tickFault({ ...FIFTY_THOUSAND, ...changes }, period);
    if (message === undefined) expect(fault).toBeUndefined();
    else expect(fault ?? '').toMatch(message);
  });

  test('every number of streams has an answer, and more streams never take less', () => {
    let before = 0;
    for (const expectedStreams of [1, 10, 1000, 10_000, 50_000, 100_000]) {
      const { seconds } = tickTime({ ...FIFTY_THOUSAND, expectedStreams }, 300);
      expect(seconds).toBeGreaterThanOrEqual(before);
      before = seconds;
    }
  });
});
