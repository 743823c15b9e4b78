import { listing, NUMBER_BASE, shuffled } from '../../../bench/listing/listing.ts';
import { compareFragmentNumbers, type Fragment } from '../../../core/fragment.ts';
import { planClips } from '../../../core/plans/planClips.ts';

const sketch = {
  count: 1000,
  startMs: 0,
  fragmentMs: 2000,
  bytes: 1000,
  interruptedEvery: 300,
  firstNumber: NUMBER_BASE,
};

describe('listing', () => {
  test('numbers have 47 digits and grow, and fragments touch but for the interruptions', () => {
    const fragments = listing(sketch);

    expect(fragments).toHaveLength(1000);
    expect(fragments.every(({ number }) => number.length === 47)).toBe(true);
    const pairs = fragments.slice(1).map((next, index) => [fragments[index], next] as [Fragment, Fragment]);
    expect(pairs.every(([one, next]) => compareFragmentNumbers(one.number, next.number) < 0)).toBe(true);
    const steps = pairs.map(([one, next]) => next.producerMs - one.producerMs);
    expect(steps.filter((step) => step === 2000)).toHaveLength(996);
    expect(steps.filter((step) => step === 62_000)).toHaveLength(3);
  });

  test('shuffled it is the same fragments, and the same plans', () => {
    const fragments = listing(sketch);

    const mixed = shuffled(fragments, 1);

    expect(mixed).not.toEqual(fragments);
    expect(shuffled(fragments, 1)).toEqual(mixed);
    expect(new Set(mixed)).toEqual(new Set(fragments));
    // 300 + 300 + 300 + 100 fragments, each run of 300 in two clips.
    expect(planClips(mixed).map((plan) => plan.fragments.length)).toEqual([200, 100, 200, 100, 200, 100, 100]);
  });
});
