import { type Footage, NO_FOOTAGE } from '../../../../../console/stream/timeline/model/Footage.ts';
import { playableUntil, type Seek, seek } from '../../../../../console/stream/timeline/model/seek.ts';

const EXPIRED = { startMs: 20, endMs: 30, reason: 'expired' };
const FOOTAGE: Footage = {
  ...NO_FOOTAGE,
  clips: [
    { clipId: 'a', startMs: 0, endMs: 10 },
    { clipId: 'b', startMs: 10, endMs: 20 },
    { clipId: 'c', startMs: 30, endMs: 40 },
  ],
  gaps: [EXPIRED, { startMs: 40, endMs: 50, reason: 'pending' }],
  unclaimed: [{ startMs: 50, endMs: 60 }],
};

test.each<[string, number, Seek]>([
  ['in a clip', 5, { kind: 'footage', ms: 5 }],
  ['at the first moment of a clip', 30, { kind: 'footage', ms: 30 }],
  ['in a gap', 20, { kind: 'gap', reason: 'expired', gap: EXPIRED, nextMs: 30 }],
  ['on its way to the archive', 45, { kind: 'footage', ms: 45 }],
  ['not looked at yet', 55, { kind: 'footage', ms: 55 }],
  ['beyond everything', 99, { kind: 'gap', reason: 'not-recorded', gap: undefined, nextMs: undefined }],
  ['before everything', -5, { kind: 'gap', reason: 'not-recorded', gap: undefined, nextMs: 0 }],
])('%s', (_, ms, expected) => {
  expect(seek(FOOTAGE, ms)).toEqual(expected);
});

test.each([
  [0, 20],
  [15, 20],
  [35, 40],
  [20, 20],
])('from %d on without a break until %d', (ms, until) => {
  expect(playableUntil(FOOTAGE, ms, 0)).toBe(until);
});
