import fc from 'fast-check';
import { ElementId, elementName } from '../../../../core/matroska/ebml/ElementId.ts';
import { concatBytes, encodeElement, encodeId, encodeSize } from '../../../../core/matroska/ebml/encode.ts';
import { readElementHeader } from '../../../../core/matroska/ebml/readElementHeader.ts';

const read = (bytes: readonly number[], base = 0) => readElementHeader(Uint8Array.from(bytes), 0, bytes.length, base);

describe('readElementHeader', () => {
  test.each([
    ['a size in one byte', [0xa3, 0x85], { id: 0xa3, dataStart: 2, end: 7 }],
    [
      'a size in four bytes',
      [0x12, 0x54, 0xc3, 0x67, 0x10, 0, 0, 0xeb],
      { id: ElementId.Tags, dataStart: 8, end: 243 },
    ],
    ['a size in eight bytes', [0xec, 1, 0, 0, 0, 0, 0, 0, 0x94], { id: ElementId.Void, dataStart: 9, end: 157 }],
    ['a size of nothing', [0xec, 0x80], { id: ElementId.Void, dataStart: 2, end: 2 }],
    [
      'the unknown size in one byte',
      [0x1f, 0x43, 0xb6, 0x75, 0xff],
      { id: ElementId.Cluster, dataStart: 5, end: Infinity },
    ],
    [
      'the unknown size in eight bytes',
      [0x18, 0x53, 0x80, 0x67, 1, 255, 255, 255, 255, 255, 255, 255],
      { id: ElementId.Segment, dataStart: 12, end: Infinity },
    ],
  ])('reads %s', (_, bytes, expected) => {
    expect(read(bytes)).toEqual({ start: 0, ...expected });
    expect(read(bytes, 1000)).toEqual({
      id: expected.id,
      start: 1000,
      dataStart: expected.dataStart + 1000,
      end: expected.end + 1000,
    });
    // A header that is not all there yet asks for more, at every length.
    for (let length = 0; length < bytes.length; length++) expect(read(bytes.slice(0, length))).toBeUndefined();
  });

  test.each([
    ['an id of five bytes', [0x08, 0, 0, 0, 0, 0x80], /^element id at byte 7:/],
    ['no id at all', [0x00], /^element id at byte 7:/],
    ['a size of nine bytes', [0xa3, 0x00], /^SimpleBlock at byte 7: its size takes more than 8 bytes/],
    ['a size beyond 2^53', [0xa3, 0x01, 0x7f, 0, 0, 0, 0, 0, 0], /^SimpleBlock at byte 7: its size is beyond any file/],
  ])('refuses %s', (_, bytes, message) => {
    expect(() => read(bytes, 7)).toThrow(message);
  });

  test('what is encoded is read again', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...Object.values(ElementId)),
        fc.integer({ min: 0, max: 2 ** 47 }),
        fc.integer({ min: 7, max: 8 }),
        (id, size, width) => {
          for (const encoded of [encodeSize(size), encodeSize(size, width)]) {
            const bytes = [...encodeId(id), ...encoded];
            expect(read(bytes)).toEqual({ id, start: 0, dataStart: bytes.length, end: bytes.length + size });
          }
        },
      ),
      { seed: 1, numRuns: 500 },
    );
  });

  test('sizes take the fewest bytes, all ones left to the unknown size', () => {
    expect([0, 126, 127, 16_382, 16_383].map((size) => encodeSize(size).length)).toEqual([1, 1, 2, 2, 3]);
    expect([...encodeElement(ElementId.TagName, [0x61])]).toEqual([0x45, 0xa3, 0x81, 0x61]);
    expect([...concatBytes([encodeSize(127)])]).toEqual([0x40, 0x7f]);
  });

  test('elements have names, the others their id', () => {
    expect([elementName(0x1f43b675), elementName(0x4dbb)]).toEqual(['Cluster', 'element 0x4DBB']);
  });
});
