import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { recogniseStream } from '../../../../device/media/stream/recogniseStream.ts';
import type { StreamItem } from '../../../../device/media/stream/StreamItem.ts';

const media = (name: string) => new Uint8Array(readFileSync(join(__dirname, '../../../media', name)));

function parse(bytes: Uint8Array, cuts: readonly number[] = []): StreamItem[] {
  const stream = recogniseStream(bytes, true);
  const items: StreamItem[] = [];
  const borders = [...cuts.map((cut) => cut % bytes.length), bytes.length].sort((a, b) => a - b);
  let at = 0;
  for (const border of borders) {
    // The chunk's memory is used again, as a socket's may be.
    const chunk = bytes.slice(at, border);
    items.push(...(stream?.parser.push(chunk) ?? []));
    chunk.fill(0xee);
    at = border;
  }
  return [...items, ...(stream?.parser.end() ?? [])];
}

const frames = (items: readonly StreamItem[]) => items.filter((item) => item.kind === 'frame');
/** Comparing arrays byte by byte is slow in a matcher. */
const digest = (items: readonly StreamItem[]) =>
  items.map((item) => {
    if (item.kind !== 'frame') return JSON.stringify(item);
    const { payload, ...rest } = item;
    return `${JSON.stringify(rest)} ${createHash('sha1').update(payload).digest('hex')}`;
  });
const startCode = Uint8Array.from([0, 0, 0, 1]);
const join4 = (...units: Uint8Array[]) => Buffer.concat(units.flatMap((unit) => [startCode, unit]));

describe('any chunking gives the same', () => {
  test.each([
    ['h264.h264', 60, 'H.264'],
    ['h264-bframes-aac-2s.h264', 60, 'H.264'],
    ['h265-bframes-aac-2s.h265', 60, 'H.265'],
    ['h264-aac.mkv', 124, 'Matroska'],
    ['h265.mkv', 60, 'Matroska'],
  ])('%s', (name, count, format) => {
    const bytes = media(name);
    const whole = parse(bytes);
    const expected = digest(whole);

    expect(recogniseStream(bytes, false)?.format).toBe(format);
    expect(frames(whole)).toHaveLength(count);
    expect(whole.filter(({ kind }) => kind === 'tracks')).toHaveLength(1);
    fc.assert(
      fc.property(fc.array(fc.nat(), { maxLength: 60 }), (cuts) => {
        expect(digest(parse(bytes, cuts))).toEqual(expected);
      }),
      { seed: 11, numRuns: 25 },
    );
  });

  test('a byte at a time', () => {
    const bytes = media('h264.h264').subarray(0, 6_000);

    expect(digest(parse(bytes, Array.from(bytes.keys())))).toEqual(digest(parse(bytes)));
  });
});

describe('recogniseStream: what a pipe does not take, and what to do', () => {
  test.each([
    ['MP4', media('progressive-moov-last.mp4'), /an MP4 file/],
    ['MPEG-TS', Buffer.from('G@\0\x10\0\0\xb0\r\0\x01\xc1\0\0\0'), /transport stream/],
    ['text', Buffer.from('no video at all, and long enough'), /no video format/],
    ['nothing', new Uint8Array(), /ended before any video/],
  ])('%s', (_, bytes, message) => {
    expect(() => recogniseStream(bytes, true)).toThrow(message);
  });

  test('a few bytes decide nothing yet', () => {
    expect(recogniseStream(Uint8Array.from([0, 0, 0, 1, 0x67]), false)).toBeUndefined();
  });
});

describe('a byte stream that changes or is damaged', () => {
  const small = media('h264.h264');
  const other = media('h264-bframes-aac-2s.h264');

  test('other parameter sets at a key frame make new tracks before it', () => {
    const items = parse(Buffer.concat([small, other]));

    const kinds = items.map(({ kind }) => kind);
    expect(kinds.filter((kind) => kind === 'tracks')).toHaveLength(2);
    const second = kinds.lastIndexOf('tracks');
    expect(second).toBe(61);
    expect(items[second + 1]).toMatchObject({ kind: 'frame', keyframe: true });
    expect(frames(items)).toHaveLength(120);
  });

  test('a unit with its forbidden bit set: pictures are left out up to the next key frame, and it is told once', () => {
    const items = parse(Buffer.concat([small, join4(Uint8Array.from([0xff, 1, 2, 3, 4, 5, 6, 7])), small]));

    expect(items.filter(({ kind }) => kind === 'notice')).toEqual([
      { kind: 'notice', message: expect.stringMatching(/damaged bytes.*next key frame/) },
    ]);
    expect(frames(items).length).toBeGreaterThanOrEqual(119);
  });

  test('key frames without parameter sets: nothing is sent that no player could begin with, and it is told', () => {
    const idr = Uint8Array.from([0x65, 0x88, 0x84, 1, 2, 3]);
    const picture = Uint8Array.from([0x41, 0x9a, 1, 2, 3, 4]);

    const items = parse(join4(idr, picture, idr, picture));

    expect(items).toEqual([{ kind: 'notice', message: expect.stringMatching(/without its parameter sets.*--inline/) }]);
  });

  test('bytes without any start code do not pile up', () => {
    const stream = recogniseStream(small, false);
    stream?.parser.push(small);
    const chunk = new Uint8Array(1_000_000).fill(0x55);
    const before = process.memoryUsage().arrayBuffers;
    for (let at = 0; at < 500; at += 1) stream?.parser.push(chunk);

    // 500 MB were pushed; what nobody has collected yet may be a good part of the rest.
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(300_000_000);
  });
});

describe('Matroska', () => {
  test('a document after the other: the same tracks are told once, others again', () => {
    const items = parse(Buffer.concat([media('h264.mkv'), media('h264.mkv'), media('h265.mkv')]));

    expect(frames(items)).toHaveLength(180);
    expect(items.flatMap((item) => (item.kind === 'tracks' ? [item.tracks[0]?.codecId] : []))).toEqual([
      'V_MPEG4/ISO/AVC',
      'V_MPEGH/ISO/HEVC',
    ]);
  });

  test('damage is an error that names the place', () => {
    const bytes = media('h264.mkv').slice();
    bytes.fill(0, 5_000, 5_400);

    expect(() => parse(bytes)).toThrow(/byte|offset|Corrupt|stands|element/i);
  });
});
