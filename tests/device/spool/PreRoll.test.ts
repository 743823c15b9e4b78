import fc from 'fast-check';
import { PreRoll } from '../../../device/spool/PreRoll.ts';

/** Fragments of two seconds, one after the other. */
const fragment = (index: number, payloadBytes = 100) => ({
  index,
  timecodeMs: index * 2_000,
  lastMs: index * 2_000 + 1_960,
  payloadBytes,
});

function run(
  span: { preRollMs: number; postRollMs: number },
  count: number,
  eventsAt: readonly number[],
  maxBytes = 1e9,
) {
  const preRoll = new PreRoll<ReturnType<typeof fragment>>(span, maxBytes);
  const released: number[] = [];
  const passedOver: number[] = [];
  for (let index = 0; index < count; index += 1) {
    const step = preRoll.push(fragment(index), eventsAt.includes(index));
    released.push(...step.released.map((each) => each.index));
    passedOver.push(...step.passedOver.map((each) => each.index));
  }
  passedOver.push(...preRoll.end().map((each) => each.index));
  return { released, passedOver };
}

test.each([
  ['nothing happens', 10_000, 10_000, [], []],
  ['one event', 10_000, 10_000, [20], [15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25]],
  ['at the very start', 10_000, 4_000, [0], [0, 1, 2]],
  ['no pre-roll, no post-roll', 0, 0, [20], [20]],
  ['a pre-roll within a fragment', 1_000, 0, [20], [19, 20]],
  ['two that overlap', 4_000, 4_000, [20, 22], [18, 19, 20, 21, 22, 23, 24]],
  ['two that do not', 2_000, 2_000, [10, 20], [9, 10, 11, 19, 20, 21]],
])('%s', (_, preRollMs, postRollMs, eventsAt, expected) => {
  const { released, passedOver } = run({ preRollMs, postRollMs }, 40, eventsAt);

  expect(released).toEqual(expected);
  expect([...released, ...passedOver].sort((a, b) => a - b)).toEqual(Array.from({ length: 40 }, (_, index) => index));
});

test('its memory is bounded: the oldest of the pre-roll goes', () => {
  expect(run({ preRollMs: 60_000, postRollMs: 0 }, 30, [29], 500).released).toEqual([24, 25, 26, 27, 28, 29]);
});

test('every fragment goes one way, in order, and what lies within the span of an event goes out', () => {
  fc.assert(
    fc.property(
      fc.uniqueArray(fc.nat(59), { maxLength: 6 }),
      fc.nat(30_000),
      fc.nat(30_000),
      (eventsAt, preRollMs, postRollMs) => {
        const { released, passedOver } = run({ preRollMs, postRollMs }, 60, eventsAt);
        expect(released).toEqual([...released].sort((a, b) => a - b));
        expect([...released, ...passedOver].sort((a, b) => a - b)).toEqual(Array.from({ length: 60 }, (_, i) => i));
        for (let index = 0; index < 60; index += 1) {
          const { timecodeMs, lastMs } = fragment(index);
          const isWanted = eventsAt.some((event) => {
            const at = fragment(event);
            return index <= event ? lastMs >= at.timecodeMs - preRollMs : timecodeMs <= at.lastMs + postRollMs;
          });
          expect(released.includes(index)).toBe(isWanted);
        }
      },
    ),
    { seed: 7, numRuns: 300 },
  );
});
