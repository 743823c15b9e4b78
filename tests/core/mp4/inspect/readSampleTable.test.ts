import { BoxCursor } from '../../../../core/mp4/box/BoxCursor.ts';
import { box, fullBox, u32, u64 } from '../../../../core/mp4/build/boxBytes.ts';
import { readSampleTable } from '../../../../core/mp4/inspect/readSampleTable.ts';

function read(...boxes: Uint8Array[]) {
  const bytes = box('stbl', ...boxes);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return readSampleTable(new BoxCursor(view, 0, { type: 'stbl', start: 0, dataStart: 8, end: bytes.length }), 'meta');
}

const stsd = fullBox('stsd', 0, 0, u32(1), box('mett', new Uint8Array(8)));
/** Three samples of 10 ticks and one of 30. */
const stts = fullBox('stts', 0, 0, u32(2, 3, 10, 1, 30));
/** Two chunks of one sample, then one of two. */
const stsc = fullBox('stsc', 0, 0, u32(2, 1, 1, 1, 3, 2, 1));
const stco = fullBox('stco', 0, 0, u32(3, 100, 200, 300));
const stsz = fullBox('stsz', 0, 0, u32(0, 4, 1, 2, 3, 4));

describe('readSampleTable', () => {
  test.each([
    ['sizes one by one', [stsz, stco], 307],
    ['one size for all', [fullBox('stsz', 0, 0, u32(9, 4)), stco], 318],
    ['sizes of 4 bits', [fullBox('stz2', 0, 0, u32(4, 4), [0x12, 0x34]), stco], 307],
    ['sizes of 8 bits', [fullBox('stz2', 0, 0, u32(8, 4), [1, 2, 3, 4]), stco], 307],
    ['sizes of 16 bits', [fullBox('stz2', 0, 0, u32(16, 4), [0, 1, 0, 2, 0, 3, 1, 4]), stco], 563],
    ['wide offsets', [stsz, fullBox('co64', 0, 0, u32(3), u64(2 ** 33, 2 ** 40, 1))], 2 ** 40 + 2],
  ])('%s', (_, tables, dataEnd) => {
    expect(read(stsd, stts, stsc, ...tables)).toEqual({
      description: { codec: 'mett', width: 0, height: 0 },
      sampleCount: 4,
      syncSampleCount: 4,
      duration: 60,
      dataEnd,
    });
  });

  test('no samples need no chunks', () => {
    const empty = [fullBox('stts', 0, 0, u32(0)), fullBox('stsz', 0, 0, u32(0, 0))];

    expect(read(stsd, ...empty)).toMatchObject({ sampleCount: 0, duration: 0, dataEnd: 0 });
  });

  test.each<[string, Uint8Array[], RegExp]>([
    ['no sizes', [stsd, stts, stsc, stco], /^stbl at byte 0: holds no stz2/],
    [
      'times and sizes that differ',
      [stsd, stts, stsc, stco, fullBox('stsz', 0, 0, u32(1, 5))],
      /times 4 samples and sizes 5/,
    ],
    ['a size table without room', [stsd, stts, fullBox('stsz', 0, 0, u32(0, 4, 1))], /stsz at byte \d+: has no room/],
    [
      'more samples in chunks',
      [stsd, stts, fullBox('stsc', 0, 0, u32(1, 1, 2, 1)), stco, stsz],
      /more samples into chunks/,
    ],
    [
      'fewer samples in chunks',
      [stsd, stts, fullBox('stsc', 0, 0, u32(1, 1, 1, 1)), stco, stsz],
      /puts 3 of 4 samples/,
    ],
    ['runs out of order', [stsd, stts, fullBox('stsc', 0, 0, u32(2, 1, 1, 1, 1, 2, 1)), stco, stsz], /is not in order/],
    [
      'more key frames than frames',
      [stsd, stts, stsc, stco, stsz, fullBox('stss', 0, 0, u32(5))],
      /names more samples/,
    ],
    ['an endless table of times', [stsd, fullBox('stts', 0, 0, u32(0xffff_ffff)), stsz], /ends within its own fields/],
    ['no description', [fullBox('stsd', 0, 0, u32(0)), stts, stsz], /stsd at byte 8: holds no entry/],
  ])('refuses %s', (_, boxes, message) => {
    expect(() => read(...boxes)).toThrow(expect.objectContaining({ kind: 'Corrupt' }));
    expect(() => read(...boxes)).toThrow(message);
  });
});
