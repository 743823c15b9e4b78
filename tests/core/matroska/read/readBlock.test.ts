import { ElementId } from '../../../../core/matroska/ebml/ElementId.ts';
import { concatBytes, encodeElement } from '../../../../core/matroska/ebml/encode.ts';
import { readElementHeader } from '../../../../core/matroska/ebml/readElementHeader.ts';
import { readBlock } from '../../../../core/matroska/read/readBlock.ts';

function read(bytes: Uint8Array) {
  const element = readElementHeader(bytes, 0, bytes.length, 0);
  if (element === undefined) throw new Error('no element');
  const { frames, ...header } = readBlock(bytes, 0, element);
  return { ...header, frames: frames.map(({ start, end }) => [...bytes.subarray(start, end)]) };
}
const simple = (...data: number[]) => encodeElement(ElementId.SimpleBlock, data);

const KEY = 0x80;
const XIPH = 0x02;
const FIXED = 0x04;
const EBML = 0x06;

describe('readBlock', () => {
  test.each([
    [
      'a key frame',
      simple(0x81, 0, 0, KEY, 7, 8),
      { trackNumber: 1, relativeTimecode: 0, keyframe: true, frames: [[7, 8]] },
    ],
    [
      'a time before the cluster',
      simple(0x82, 0xff, 0xfe, 0, 7),
      { trackNumber: 2, relativeTimecode: -2, keyframe: false, frames: [[7]] },
    ],
    [
      'the farthest times',
      simple(0x81, 0x80, 0x00, 0),
      { trackNumber: 1, relativeTimecode: -32_768, keyframe: false, frames: [[]] },
    ],
    [
      'a track number of two bytes',
      simple(0x41, 0x00, 0x7f, 0xff, 0, 7),
      { trackNumber: 256, relativeTimecode: 32_767, keyframe: false, frames: [[7]] },
    ],
    [
      'Xiph lacing',
      simple(0x81, 0, 0, XIPH, 2, 1, 2, 1, 2, 2, 3, 3, 3),
      { trackNumber: 1, relativeTimecode: 0, keyframe: false, frames: [[1], [2, 2], [3, 3, 3]] },
    ],
    [
      'fixed lacing',
      simple(0x81, 0, 0, FIXED, 1, 1, 1, 2, 2),
      {
        trackNumber: 1,
        relativeTimecode: 0,
        keyframe: false,
        frames: [
          [1, 1],
          [2, 2],
        ],
      },
    ],
    // The second size is the first less one: -1 + 63 in one byte.
    [
      'EBML lacing',
      simple(0x81, 0, 0, EBML, 2, 0x82, 0xbe, 1, 1, 2, 3, 3),
      { trackNumber: 1, relativeTimecode: 0, keyframe: false, frames: [[1, 1], [2], [3, 3]] },
    ],
  ])('%s', (_, bytes, expected) => {
    expect(read(bytes)).toEqual(expected);
  });

  test('Xiph sizes over 255 go on in the next byte', () => {
    const bytes = simple(0x81, 0, 0, XIPH, 1, 255, 45, ...new Array<number>(300).fill(1), 2);

    expect(read(bytes).frames.map((frame) => frame.length)).toEqual([300, 1]);
  });

  test('a BlockGroup is a key frame without references', () => {
    const block = encodeElement(ElementId.Block, [0x81, 0, 3, 0, 9]);
    const reference = encodeElement(ElementId.ReferenceBlock, [0xff]);

    expect(read(encodeElement(ElementId.BlockGroup, block))).toMatchObject({ keyframe: true, relativeTimecode: 3 });
    expect(read(encodeElement(ElementId.BlockGroup, concatBytes([reference, block])))).toMatchObject({
      keyframe: false,
    });
  });

  test.each([
    ['no room for its header', simple(0x81, 0, 0), /^SimpleBlock at byte 0: ends within/],
    ['a track number of nine bytes', simple(0x00, 0, 0, 0, 0), /^SimpleBlock at byte 0/],
    ['a lace that is longer than its block', simple(0x81, 0, 0, XIPH, 1, 200, 1), /lacing does not fit/],
    ['fixed sizes that do not divide', simple(0x81, 0, 0, FIXED, 1, 1, 2, 3), /lacing does not fit/],
    ['a negative size', simple(0x81, 0, 0, EBML, 2, 0x80, 0x80, 1), /lacing does not fit/],
    ['a lace without its count', simple(0x81, 0, 0, FIXED), /lacing does not fit/],
    ['a BlockGroup without a Block', encodeElement(ElementId.BlockGroup, []), /^BlockGroup at byte 0: holds no Block/],
  ])('refuses %s', (_, bytes, message) => {
    expect(() => read(bytes)).toThrow(message);
  });
});
