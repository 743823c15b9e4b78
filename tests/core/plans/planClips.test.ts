import fc from 'fast-check';
import { type Fragment, fragmentNumber, producerMs, serverMs } from '../../../core/fragment.ts';
import { GET_CLIP_LIMITS } from '../../../core/plans/limits.ts';
import { contiguityTolerance, planClips } from '../../../core/plans/planClips.ts';
import { computePlanId } from '../../../core/plans/planId.ts';

let count = 0;
function fragment(
  producer: number,
  options: Partial<{ number: number; lengthMs: number; bytes: number }> = {},
): Fragment {
  count += 1;
  const { number = count, lengthMs = 1960, bytes = 1000 } = options;
  return {
    number: fragmentNumber(String(10n ** 46n + BigInt(number))),
    producerMs: producerMs(producer),
    serverMs: serverMs(producer + 500),
    lengthMs,
    bytes,
  };
}

const sizes = (fragments: readonly Fragment[]) => planClips(fragments).map((plan) => plan.fragments.length);
/** `length` fragments of 2 s from `start`, numbered from `first`. */
const run = (length: number, start = 0, first = 1) =>
  Array.from({ length }, (_, index) => fragment(start + index * 2000, { number: first + index }));

describe('planClips', () => {
  it.each([
    ['nothing', [], []],
    ['one fragment', run(1), [1]],
    ['199', run(199), [199]],
    ['200', run(200), [200]],
    ['201', run(201), [200, 1]],
    ['1,000', run(1000), [200, 200, 200, 200, 200]],
    ['pages in no order', [...run(5)].reverse(), [5]],
    ['a gap of more than a second', [...run(5), ...run(5, 20_000, 6)], [5, 5]],
    ['a gap of less than a second', [...run(5), ...run(5, 10_900, 6)], [10]],
  ])('plans %s', (_name, fragments, expected) => {
    expect(sizes(fragments as Fragment[])).toEqual(expected);
  });

  it('cuts at the bytes, with a margin below 100 MB', () => {
    const heavy = Array.from({ length: 5 }, (_, index) =>
      fragment(index * 2000, { number: index + 1, bytes: 40_000_000 }),
    );

    expect(sizes(heavy)).toEqual([2, 2, 1]);
    expect(GET_CLIP_LIMITS.maxBytes).toBeLessThan(100_000_000);
  });

  it('keeps a time lapse of one frame a fragment together, by half the median spacing', () => {
    const lapse = Array.from({ length: 10 }, (_, i) => fragment(i * 1500, { number: i + 1, lengthMs: 0 }));

    expect(contiguityTolerance(lapse)).toBe(1000);
    expect(sizes(lapse)).toEqual(Array(10).fill(1));
    const slow = Array.from({ length: 10 }, (_, i) => fragment(i * 15_000, { number: i + 1, lengthMs: 8000 }));
    expect(contiguityTolerance(slow)).toBe(7500);
    expect(sizes(slow)).toEqual([10]);
  });

  it('follows a second upload of the same time as a chain of its own, and trusts GetClip with neither', () => {
    const plans = planClips([...run(10), ...run(10, 3, 1001)]);

    expect(plans.map((plan) => plan.fragments.length)).toEqual([10, 10]);
    expect(plans.map((plan) => plan.clipCanBeExact)).toEqual([false, false]);
    expect(
      plans.map((plan) => new Set(plan.fragments.map(({ number }) => BigInt(number) % 10_000n > 1000n)).size),
    ).toEqual([1, 1]);
  });

  it('cuts where numbers fall though time goes on: a late upload that fits a hole', () => {
    const plans = planClips([...run(3, 0, 1), ...run(3, 6000, 501), ...run(3, 12_000, 4)]);

    expect(plans.map((plan) => plan.fragments.length)).toEqual([6, 3]);
    expect(plans.map((plan) => plan.clipCanBeExact)).toEqual([true, true]);
  });

  it('takes every fragment exactly once, in order, within the limits, whatever it is given', () => {
    const someFragment = fc.record({
      producer: fc.integer({ min: 0, max: 400_000 }),
      number: fc.integer({ min: 0, max: 1_000_000 }),
      lengthMs: fc.integer({ min: 0, max: 20_000 }),
      bytes: fc.integer({ min: 0, max: 50_000_000 }),
    });
    fc.assert(
      fc.property(fc.uniqueArray(someFragment, { selector: ({ number }) => number, maxLength: 400 }), (given) => {
        const fragments = given.map(({ producer, ...rest }) => fragment(producer, rest));

        const plans = planClips(fragments);

        const planned = plans.flatMap((plan) => plan.fragments.map(({ number }) => number));
        expect([...planned].sort()).toEqual(fragments.map(({ number }) => number).sort());
        for (const plan of plans) {
          expect(plan.fragments.length).toBeLessThanOrEqual(200);
          if (plan.fragments.length > 1) {
            expect(plan.fragments.reduce((sum, { bytes }) => sum + bytes, 0)).toBeLessThanOrEqual(
              GET_CLIP_LIMITS.maxBytes,
            );
          }
          plan.fragments.slice(1).forEach((next, index) => {
            const before = plan.fragments[index] as Fragment;
            expect(next.producerMs).toBeGreaterThan(before.producerMs);
            expect(next.number > before.number).toBe(true);
            expect(next.producerMs).toBeGreaterThanOrEqual(before.producerMs + before.lengthMs - 50);
          });
        }
      }),
      { numRuns: 300, seed: 42 },
    );
  });
});

describe('the order in which a listing comes', () => {
  it.each([
    ['within a minute, so that many share a time', 60],
    ['over the whole range of dates, more than one number can hold with its place', 8.64e15],
  ])('does not matter: %s', (_name, latest) => {
    const listed = fc.uniqueArray(fc.tuple(fc.nat(10_000), fc.double({ min: 0, max: 1, noNaN: true })), {
      selector: ([number]) => number,
      maxLength: 60,
    });
    fc.assert(
      fc.property(listed, (facts) => {
        const given = facts.map(([number, share]) => fragment(Math.floor(share * latest), { number, lengthMs: 0 }));
        const ordered = [...given].sort(
          (a, b) => a.producerMs - b.producerMs || (BigInt(a.number) < BigInt(b.number) ? -1 : 1),
        );

        const plans = planClips(given);

        expect(plans).toEqual(planClips(ordered));
        expect(plans).toEqual(planClips([...ordered].reverse()));
        expect(plans.flatMap((plan) => plan.fragments)).toHaveLength(given.length);
      }),
      { numRuns: 200, seed: 7 },
    );
  });
});

describe('computePlanId', () => {
  it('is the first 12 hex digits of the SHA-256 over the ordered numbers', () => {
    const numbers = [
      '91343852333181432392682062607743920146159169092',
      '91343852333181432397633822764885441701317754941',
    ];

    expect(computePlanId(numbers.map((number) => ({ number: fragmentNumber(number) })))).toMatch(/^[0-9a-f]{12}$/);
    expect(computePlanId([{ number: fragmentNumber('1') }, { number: fragmentNumber('2') }])).not.toBe(
      computePlanId([{ number: fragmentNumber('2') }, { number: fragmentNumber('1') }]),
    );
  });
});
