import { diagnose } from '../../../core/doctor/Finding.ts';
import type { ReadFragment, StreamFacts } from '../../../core/doctor/StreamFacts.ts';
import { STREAM_CHECKS } from '../../../core/doctor/streamChecks.ts';
import { type Fragment, fragmentNumber, producerMs, serverMs } from '../../../core/fragment.ts';
import type { Track } from '../../../core/matroska/Track.ts';

const NOW_MS = Date.UTC(2026, 10, 21, 14);
const HOUR_MS = 3_600_000;
const ARN = 'arn:aws:kinesisvideo:eu-west-1:111122223333:stream/front-door/1795000000000';

/** Fragments up to now: `skew` is server time less producer time, of the n-th of them. */
function listed(
  over: { count?: number; lengthMs?: number; bytes?: number; skew?: (at: number) => number } = {},
): Fragment[] {
  const { count = 100, lengthMs = 2_000, bytes = 500_000, skew = () => 800 } = over;
  return Array.from({ length: count }, (_, at) => {
    const startMs = NOW_MS - (count - at) * lengthMs;
    return {
      number: fragmentNumber(`1${String(at).padStart(46, '0')}`),
      producerMs: producerMs(startMs),
      serverMs: serverMs(startMs + skew(at)),
      lengthMs: lengthMs - 40,
      bytes,
    };
  });
}

const H264: Track = {
  number: 1,
  type: 'video',
  codecId: 'V_MPEG4/ISO/AVC',
  codecPrivate: Buffer.from([1, 100, 0, 11]),
};
const H265: Track = { number: 1, type: 'video', codecId: 'V_MPEGH/ISO/HEVC', codecPrivate: Buffer.from([1, 1, 96]) };
const AAC: Track = { number: 2, type: 'audio', codecId: 'A_AAC' };
const G711: Track = { number: 2, type: 'audio', codecId: 'A_MS/ACM' };
const { codecPrivate: _, ...BARE } = H264;

const newest = (over: Partial<ReadFragment> = {}): ReadFragment => ({
  tracks: [H264, AAC],
  keyFrameMs: [0],
  startsWithKeyFrame: true,
  bytes: 500_000,
  ...over,
});

const described = {
  streamArn: ARN,
  region: 'eu-west-1',
  status: 'ACTIVE',
  retentionHours: 48,
  kmsKey: 'arn:aws:kms:eu-west-1:111122223333:alias/aws/kinesisvideo',
};
const archived = {
  streamArn: ARN,
  enabled: true,
  expects: 'continuous',
  fragments: 'all',
  source: 'clip',
  lagMs: 120_000,
  openPlans: 1,
  behind: false,
  silent: false,
  losingSoon: false,
} as const;
const SOUND: StreamFacts = {
  nowMs: NOW_MS,
  region: 'eu-west-1',
  described,
  archived,
  recent: listed(),
  newest: newest(),
  gaps: [],
};

test('a sound stream: only the longest clip is told', () => {
  expect(diagnose(STREAM_CHECKS, SOUND, 'front-door')).toEqual([
    {
      stream: 'front-door',
      level: 'note',
      code: 'fragment.longest-clip',
      text: 'the longest clip that fits: 2 s x 190 = 380 s',
    },
    {
      stream: 'front-door',
      level: 'note',
      code: 'bitrate.clip-bytes',
      text: '100 MB are full before 200 fragments: a clip holds 190 of them, 6 min 20 s',
    },
  ]);
});

const without = (name: 'described' | 'archived' | 'newest'): StreamFacts => {
  const { [name]: _left, ...rest } = SOUND;
  return rest;
};
const of = (over: Partial<StreamFacts>): StreamFacts => ({ ...SOUND, ...over });
const video = (track: Track): StreamFacts => of({ newest: newest({ tracks: [track] }) });

describe('each finding of its facts', () => {
  test.each<[string, 'error' | 'warning' | 'note', StreamFacts, string]>([
    ['stream.missing', 'warning', { ...without('described'), recent: [] }, 'no stream of this name'],
    ['stream.status', 'error', of({ described: { ...described, status: 'DELETING' } }), 'DELETING'],
    ['stream.status', 'warning', of({ described: { ...described, status: 'UPDATING' } }), 'UPDATING'],
    ['stream.region', 'error', of({ region: 'us-east-1' }), 'the stream is in eu-west-1, the stack in us-east-1'],
    ['stream.replaced', 'note', of({ archived: { ...archived, streamArn: `${ARN}0` } }), 'made again'],
    ['enrolment.missing', 'warning', without('archived'), 'not archived'],
    ['enrolment.paused', 'warning', of({ archived: { ...archived, enabled: false } }), 'paused'],
    ['retention.none', 'error', of({ described: { ...described, retentionHours: 0 } }), '0 hours'],
    ['retention.short', 'warning', of({ described: { ...described, retentionHours: 23 } }), 'for 23 h'],
    [
      'kms.customer-key',
      'note',
      of({ described: { ...described, kmsKey: 'arn:aws:kms:eu-west-1:1:key/own' } }),
      'key/own',
    ],
    [
      'lag.losing',
      'error',
      of({ archived: { ...archived, lagMs: 25 * HOUR_MS } }),
      '1 d 1 h behind, and KVS keeps 48 h',
    ],
    ['lag.losing', 'error', of({ archived: { ...archived, losingSoon: true } }), 'behind'],
    ['lag.behind', 'warning', of({ archived: { ...archived, behind: true } }), '2 min behind'],
    ['plans.many-open', 'warning', of({ archived: { ...archived, openPlans: 48 } }), '48 plans are open, of 64'],
    [
      'gaps.open',
      'error',
      of({
        gaps: [
          { reason: 'failed', leavesKvsMs: NOW_MS + 2 * HOUR_MS },
          { reason: 'failed', leavesKvsMs: NOW_MS + HOUR_MS },
        ],
      }),
      '2 of its gaps can still be filled; the first leaves KVS in 1 h',
    ],
    ['gaps.lost', 'note', of({ gaps: [{ reason: 'expired' }] }), '1 gaps are for good'],
    ['footage.none', 'warning', { ...without('newest'), recent: [] }, 'no footage'],
    ['footage.silent', 'warning', of({ archived: { ...archived, silent: true } }), 'silent for'],
    ['fragment.short', 'warning', of({ recent: listed({ lengthMs: 500 }) }), '0.5 s long'],
    ['fragment.long', 'warning', of({ recent: listed({ lengthMs: 12_000 }) }), 'up to 12 s long'],
    ['fragment.long', 'error', of({ recent: listed({ lengthMs: 25_000 }) }), 'KVS takes 20 s at most'],
    ['fragment.large', 'warning', of({ recent: listed({ lengthMs: 10_000, bytes: 41_000_000 }) }), '41.0 MB'],
    ['bitrate.bandwidth', 'warning', of({ recent: listed({ bytes: 20_500_000 }) }), '10.3 MB a second'],
    ['quota.media-points', 'warning', of({ recent: listed({ lengthMs: 30, count: 400 }) }), '13 % of its 500'],
    ['clock.fast', 'warning', of({ recent: listed({ skew: () => -5_000 }) }), "the camera's clock is 5 s fast"],
    ['clock.late', 'warning', of({ recent: listed({ skew: () => 120_000 }) }), '2 min after the time'],
    ['clock.drift', 'warning', of({ recent: listed({ count: 300, skew: (at) => 800 + at * 10 }) }), 'an hour'],
    ['media.unreadable', 'error', of({ newest: { unreadable: 'EBML: missing' } }), 'EBML: missing'],
    ['codec.video', 'error', video({ ...H264, codecId: 'V_VP9' }), 'the video is V_VP9'],
    ['codec.video', 'warning', video(AAC), 'no video track'],
    ['codec.private-missing', 'error', video(BARE), 'the H.264 track comes without its codec data'],
    ['codec.private-missing', 'error', video({ ...H264, codecPrivate: new Uint8Array() }), 'without'],
    ['codec.private-annex-b', 'error', video({ ...H264, codecPrivate: Buffer.from([0, 0, 0, 1, 103]) }), 'Annex B'],
    ['codec.private-annex-b', 'error', video({ ...H265, codecPrivate: Buffer.from([0, 0, 1, 64]) }), 'H.265'],
    ['codec.audio', 'warning', of({ newest: newest({ tracks: [H264, { ...AAC, codecId: 'A_OPUS' }] }) }), 'A_OPUS'],
    ['codec.not-clippable', 'note', of({ newest: newest({ tracks: [H265, G711] }) }), 'H.265 with G.711'],
    ['tracks.many', 'warning', of({ newest: newest({ tracks: [H264, AAC, AAC, AAC] }) }), '4 tracks'],
    ['key-frame.missing', 'error', of({ newest: newest({ startsWithKeyFrame: false }) }), 'without a key frame'],
    [
      'key-frame.spacing',
      'note',
      of({ newest: newest({ keyFrameMs: [0, 500, 1000, 1500] }) }),
      '4 key frames, 0.5 s apart',
    ],
  ])('%s, %s', (code, level, facts, text) => {
    const found = diagnose(STREAM_CHECKS, facts).filter((finding) => finding.code === code);

    expect(found).toHaveLength(1);
    expect(found[0]).toMatchObject({ level, text: expect.stringContaining(text) });
  });
});

describe('what is no finding', () => {
  test.each<[string, StreamFacts]>([
    ['a day of retention', of({ described: { ...described, retentionHours: 24 } })],
    ['a camera a minute late', of({ recent: listed({ skew: () => 60_000 }) })],
    ['a clock that is two seconds fast', of({ recent: listed({ skew: () => -2_000 }) })],
    ['a drift over too short a time', of({ recent: listed({ count: 100, skew: (at) => 800 + at * 10 }) })],
    ['fragments of ten seconds', of({ recent: listed({ lengthMs: 10_000 }) })],
    ['H.264 with G.711', of({ newest: newest({ tracks: [H264, G711] }) })],
    ['H.265 with AAC', of({ newest: newest({ tracks: [H265, AAC] }) })],
    ['a lag below half the retention', of({ archived: { ...archived, lagMs: 23 * HOUR_MS } })],
    ['one fragment', of({ recent: listed({ count: 1 }) })],
  ])('%s', (_what, facts) => {
    expect(diagnose(STREAM_CHECKS, facts).filter(({ level }) => level !== 'note')).toEqual([]);
  });
});

test('a stream that sends at events only may be quiet', () => {
  const facts = { ...without('newest'), recent: [], archived: { ...archived, expects: 'events' } as const };

  expect(diagnose(STREAM_CHECKS, facts).map(({ code, level }) => [code, level])).toEqual([['footage.none', 'note']]);
});

test('the worst come first, and each that is no note says what to do', () => {
  const facts = of({
    described: { ...described, retentionHours: 1 },
    recent: listed({ lengthMs: 25_000 }),
    newest: newest({ startsWithKeyFrame: false, keyFrameMs: [10, 20] }),
  });

  const found = diagnose(STREAM_CHECKS, facts);

  expect(found.map(({ level }) => level)).toEqual(['error', 'error', 'warning', 'note', 'note', 'note']);
  expect(found.filter(({ level, remedy }) => level !== 'note' && remedy === undefined)).toEqual([]);
});

test('codes are unique', () => {
  const codes = STREAM_CHECKS.map(({ code }) => code);

  expect(new Set(codes).size).toBe(codes.length);
});
