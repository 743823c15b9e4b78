import fc from 'fast-check';
import { LEAST_PART_BYTES, MADE_PART_BYTES, MOST_PART_BYTES, planParts } from '../../../core/exports/planParts.ts';

const MIB = 1024 * 1024;
const range = (source: number, from: number, to: number) => ({ source, from, to });

describe('planParts', () => {
  test('a short head is made up with what follows, and the rest is copied', () => {
    const parts = planParts(
      [range(0, 0, MIB), range(1, 100, 30 * MIB), range(2, 0, 20 * MIB)],
      [MIB, 31 * MIB, 21 * MIB],
    );

    expect(parts).toEqual([
      { kind: 'make', ranges: [range(0, 0, MIB), range(1, 100, 100 + 4 * MIB)], bytes: 5 * MIB },
      { kind: 'copy', range: range(1, 100 + 4 * MIB, 30 * MIB), bytes: 26 * MIB - 100 },
      { kind: 'copy', range: range(2, 0, 20 * MIB), bytes: 20 * MIB },
    ]);
  });

  test('objects of 5 MiB and less are never copied by range', () => {
    const parts = planParts([range(0, 0, 5 * MIB), range(1, 0, 5 * MIB)], [5 * MIB, 5 * MIB]);

    expect(parts.map(({ kind, bytes }) => [kind, bytes])).toEqual([['make', 10 * MIB]]);
  });

  test('what is beyond S3 is refused by the name of the field', () => {
    const many = Array.from({ length: 10_001 }, (_, source) => range(source, 0, 6 * MIB));

    expect(() =>
      planParts(
        many,
        many.map(() => 7 * MIB),
      ),
    ).toThrow(/^to: the range makes a file of 10001 parts/);
    expect(() => planParts([range(0, 0, 6 * 1024 ** 4)], [6 * 1024 ** 4])).toThrow(/5497558138880 of an S3 object/);
  });

  test('whatever the ranges are, parts hold each byte once, in order, and S3 takes them', () => {
    const ranges = fc.array(
      fc.record({ bytes: fc.oneof(fc.nat(40 * MIB), fc.nat(3000), fc.constant(5 * MIB)), more: fc.nat(9 * MIB) }),
      { maxLength: 40 },
    );
    fc.assert(
      fc.property(ranges, (given) => {
        const wanted = given.map(({ bytes }, source) => range(source, 7, 7 + bytes));
        const sizes = given.map(({ bytes, more }) => 7 + bytes + more);

        const parts = planParts(wanted, sizes);

        const merged: { source: number; from: number; to: number }[] = [];
        for (const part of parts) {
          for (const each of part.kind === 'copy' ? [part.range] : part.ranges) {
            const last = merged.at(-1);
            if (last !== undefined && last.source === each.source && last.to === each.from) last.to = each.to;
            else merged.push({ ...each });
          }
        }
        expect(merged).toEqual(wanted.filter(({ from, to }) => to > from));
        parts.forEach((part, index) => {
          const { bytes } = part;
          expect(bytes).toBeLessThanOrEqual(part.kind === 'make' ? MADE_PART_BYTES : MOST_PART_BYTES);
          if (index < parts.length - 1) expect(bytes).toBeGreaterThanOrEqual(LEAST_PART_BYTES);
          if (part.kind === 'copy') expect(sizes[part.range.source]).toBeGreaterThan(5 * MIB);
        });
      }),
      { seed: 7, numRuns: 300 },
    );
  });
});
