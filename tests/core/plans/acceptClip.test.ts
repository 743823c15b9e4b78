import { type Fragment, fragmentNumber, producerMs, serverMs } from '../../../core/fragment.ts';
import type { Mp4Inspection } from '../../../core/mp4/Mp4Inspection.ts';
import { acceptClip } from '../../../core/plans/acceptClip.ts';
import { type Plan, planIdOf } from '../../../core/plans/plan.ts';

const fragments: Fragment[] = Array.from({ length: 10 }, (_, index) => ({
  number: fragmentNumber(String(100 + index)),
  producerMs: producerMs(index * 2000),
  serverMs: serverMs(index * 2000),
  lengthMs: 1960,
  bytes: 1000,
}));
const plan: Plan = {
  version: 1,
  planId: planIdOf('0123456789ab'),
  streamName: 'door',
  streamArn: 'arn',
  fragments,
  clipCanBeExact: true,
};
const numbers = fragments.map(({ number }) => number);
const mp4 = (
  changes: Partial<{ durationMs: number; sync: number; bytes: number; handler: string }> = {},
): Mp4Inspection => ({
  layout: 'progressive-moov-first',
  bytes: changes.bytes ?? 10_000,
  durationMs: changes.durationMs ?? 20_000,
  tracks: [
    {
      id: 1,
      handler: changes.handler ?? 'vide',
      codec: 'avc1.64001f',
      width: 640,
      height: 360,
      timescale: 1000,
      durationMs: changes.durationMs ?? 20_000,
      sampleCount: 500,
      syncSampleCount: changes.sync ?? 10,
    },
  ],
});

describe('acceptClip', () => {
  it.each([
    ['it holds the plan', numbers, mp4(), true],
    ['more key frames than fragments', numbers, mp4({ sync: 20 }), true],
    ['shorter by less than a fragment', numbers, mp4({ durationMs: 18_000 }), true],
    ['cut off in silence', numbers, mp4({ durationMs: 14_000 }), false],
    ['several key frames a fragment, and the last one missing', numbers, mp4({ sync: 18, durationMs: 18_000 }), false],
    ['several key frames a fragment, and a frame missing', numbers, mp4({ sync: 20, durationMs: 19_960 }), true],
    ['too long', numbers, mp4({ durationMs: 23_000 }), false],
    ['fewer key frames than fragments', numbers, mp4({ sync: 9 }), false],
    ['at the limit of 100 MB', numbers, mp4({ bytes: 100_000_000 }), false],
    ['another fragment in the range', [...numbers, fragmentNumber('999')], mp4(), false],
    ['a fragment gone from the range', numbers.slice(1), mp4(), false],
    ['another in place of one', [...numbers.slice(1), fragmentNumber('999')], mp4(), false],
  ])('%s', (_name, listed, inspection, accepted) => {
    expect(acceptClip(plan, inspection, new Set(listed)).accepted).toBe(accepted);
  });
});
