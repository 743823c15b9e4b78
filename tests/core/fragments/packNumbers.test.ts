import fc from 'fast-check';
import { isArchiverError } from '../../../core/errors.ts';
import { fragmentNumber } from '../../../core/fragment.ts';
import { packNumbers, unpackNumbers } from '../../../core/fragments/packNumbers.ts';

const kvsNumbers = (count: number) =>
  Array.from({ length: count }, (_, index) =>
    fragmentNumber(
      (
        (1n << 156n) |
        (BigInt(4_000 + index) << 92n) |
        (BigInt(1_795_258_557_663 + index * 2000) << 28n) |
        BigInt((index * 7_654_321) % (1 << 28))
      ).toString(),
    ),
  );

describe('packNumbers', () => {
  it('gives back what it was given, in order', () => {
    const decimal = fc.bigInt({ min: 0n, max: 10n ** 128n - 1n }).map((value) => fragmentNumber(value.toString()));
    fc.assert(
      fc.property(fc.array(decimal, { maxLength: 250 }), (numbers) => {
        expect(unpackNumbers(packNumbers(numbers))).toEqual(numbers);
      }),
      { numRuns: 200, seed: 7 },
    );
  });

  it('packs 200 numbers of KVS into less than 2 KB', () => {
    const numbers = kvsNumbers(200);

    const packed = packNumbers(numbers);

    expect(unpackNumbers(packed)).toEqual(numbers);
    expect(packed.length).toBeLessThan(2000);
  });

  it('tells noise as corrupt', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (noise) => {
        try {
          for (const number of unpackNumbers(noise)) expect(number).toMatch(/^\d+$/);
        } catch (error) {
          expect(isArchiverError(error, 'Corrupt')).toBe(true);
        }
      }),
      { numRuns: 500, seed: 8 },
    );
  });
});
