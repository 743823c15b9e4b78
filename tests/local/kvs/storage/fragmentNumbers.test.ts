import fc from 'fast-check';
import {
  composeFragmentNumber,
  packFragmentNumber,
  unpackFragmentNumber,
} from '../../../../local/kvs/storage/fragmentNumbers.ts';

const counter = fc.integer({ min: 0, max: 2 ** 50 });
const time = fc.integer({ min: 0, max: 2 ** 43 });
const noise = fc.integer({ min: 0, max: 2 ** 28 - 1 });

test('a number has 47 digits, holds the server time, and comes back from its bytes', () => {
  fc.assert(
    fc.property(counter, time, noise, (count, ms, random) => {
      const number = composeFragmentNumber(count, ms, random);
      expect(number).toMatch(/^\d{47}$/);
      expect(Number((BigInt(number) >> 28n) & ((1n << 44n) - 1n))).toBe(ms);
      expect(unpackFragmentNumber(packFragmentNumber(number) ?? Buffer.alloc(0))).toBe(number);
    }),
    { seed: 1 },
  );
});

test('the counter leads: a later one is greater, whatever the clock says, as text and as bytes', () => {
  fc.assert(
    fc.property(counter, time, time, noise, noise, (count, ms, otherMs, random, otherRandom) => {
      const [first, second] = [
        composeFragmentNumber(count, ms, random),
        composeFragmentNumber(count + 1, otherMs, otherRandom),
      ];
      expect(first < second).toBe(true);
      expect(
        Buffer.compare(packFragmentNumber(first) ?? Buffer.alloc(0), packFragmentNumber(second) ?? Buffer.alloc(0)),
      ).toBe(-1);
    }),
    { seed: 2 },
  );
});

test.each(['', '12', 'x'.repeat(47), '1'.repeat(48)])('%s is none of ours', (text) => {
  expect(packFragmentNumber(text)).toBeUndefined();
});
