import { fragmentNumber, producerMs, serverMs } from '../../../core/fragment.ts';
import { parseEnrolmentSettings, parseStreamName } from '../../../core/streams/enrolment.ts';
import { fragmentProfile } from '../../../core/streams/fragmentProfile.ts';
import { initialState } from '../../../core/streams/initialState.ts';

const NOW = Date.UTC(2026, 10, 21, 12);
const HOUR = 3_600_000;

describe('enrolment settings', () => {
  it('has defaults for everything', () => {
    expect(parseEnrolmentSettings({})).toEqual({
      since: 'retention',
      tries: 5,
      fragments: 'all',
      source: 'clip',
      retention: 'standard',
      expects: 'continuous',
      enabled: true,
    });
  });

  it.each([
    [{ tries: 0 }, /^tries: /],
    [{ fragments: 'some' }, /^fragments: /],
    [{ interval: 5 }, /interval/],
    [{ since: 'soon' }, /^since: /],
    [{ prefix: '../up/' }, /^prefix: /],
    [{ prefix: 'no-slash' }, /^prefix: /],
    [{ bucket: 'Not A Bucket' }, /^bucket: /],
    [{ intervalSeconds: 1 }, /^intervalSeconds: /],
  ])('refuses %j and names the setting', (input, message) => {
    expect(() => parseEnrolmentSettings(input)).toThrow(
      expect.objectContaining({ name: 'InvalidInput', message: expect.stringMatching(message) }),
    );
  });

  it.each(['', 'front door', 'a/b', 'ä', 'x'.repeat(257), 7])('refuses %p as a stream name', (name) => {
    expect(() => parseStreamName(name)).toThrow(/^stream: /);
  });
});

describe('initialState', () => {
  const description = {
    streamName: 'door',
    streamArn: 'arn',
    createdMs: serverMs(NOW - 100 * HOUR),
    retentionHours: 24,
  };

  it.each([
    ['retention' as const, NOW - 24 * HOUR],
    ['now' as const, NOW],
    [NOW - 5 * HOUR, NOW - 5 * HOUR],
    [NOW - 500 * HOUR, NOW - 24 * HOUR],
  ])('begins since %s', (since, expected) => {
    expect(initialState(description, since, NOW).watermarkMs).toBe(expected);
  });
});

describe('fragmentProfile', () => {
  const fragments = (spacingMs: number, bytes: number) =>
    Array.from({ length: 20 }, (_, index) => ({
      number: fragmentNumber(String(index)),
      producerMs: producerMs(index * spacingMs),
      serverMs: serverMs(index * spacingMs),
      lengthMs: spacingMs - 40,
      bytes,
    }));

  it('says what a clip of the stream can hold', () => {
    expect(fragmentProfile(fragments(1500, 100_000))).toMatchObject({
      fragmentMs: 1500,
      fragmentsPerClip: 200,
      inWords: '1.5 s x 200 = 300 s',
    });
    expect(fragmentProfile(fragments(2000, 2_000_000))).toMatchObject({ fragmentsPerClip: 47, longestClipMs: 94_000 });
    expect(fragmentProfile(fragments(2000, 1).slice(0, 1))).toBeUndefined();
  });
});
