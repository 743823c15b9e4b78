import fc from 'fast-check';
import { createFile, type ISOFile, MP4BoxBuffer } from 'mp4box';
import { isArchiverError } from '../../../core/errors.ts';
import { concatBytes, encodeString } from '../../../core/matroska/ebml/encode.ts';
import type { Mp4Inspection } from '../../../core/mp4/Mp4Inspection.ts';
import { type InspectorLimits, Mp4Inspector } from '../../../core/mp4/Mp4Inspector.ts';
import { chunksOf, mediaBytes } from '../matroska/mediaBodies.ts';

const FILES = ['progressive-moov-first.mp4', 'progressive-moov-last.mp4', 'fragmented.mp4', 'h265.mp4'] as const;

function inspect(chunks: readonly Uint8Array[], limits: InspectorLimits = {}): Mp4Inspection {
  const inspector = new Mp4Inspector(limits);
  for (const chunk of chunks) {
    const own = chunk.slice();
    inspector.push(own);
    own.fill(0xaa);
  }
  return inspector.end();
}

/** An independent reader's view of the same file. */
function readByMp4box(bytes: Uint8Array): ReturnType<ISOFile['getInfo']> {
  const file = createFile();
  file.appendBuffer(MP4BoxBuffer.fromArrayBuffer(bytes.slice().buffer, 0));
  file.flush();
  return file.getInfo();
}

const box = (type: string, ...data: ArrayLike<number>[]): Uint8Array => {
  const body = concatBytes([encodeString(type), ...data]);
  const size = new Uint8Array(4);
  new DataView(size.buffer).setUint32(0, body.length + 4);
  return concatBytes([size, body]);
};

describe('Mp4Inspector', () => {
  const video = {
    id: 1,
    handler: 'vide',
    width: 160,
    height: 120,
    timescale: 16_000,
    sampleCount: 60,
    syncSampleCount: 2,
  };
  const audio = {
    id: 2,
    handler: 'soun',
    codec: 'mp4a.40.2',
    width: 0,
    height: 0,
    timescale: 16_000,
    sampleCount: 64,
    syncSampleCount: 64,
  };
  test.each([
    ['progressive-moov-first.mp4', 'progressive-moov-first', 'avc1.64000a', 4063, 4096],
    ['progressive-moov-last.mp4', 'progressive-moov-last', 'avc1.64000a', 4063, 4096],
    ['fragmented.mp4', 'fragmented', 'avc1.64000a', 3999.3125, 4165.3125],
    ['h265.mp4', 'progressive-moov-first', 'hvc1.1.6.L30.90', 4063, 4096],
  ])('%s is %s', (name, layout, codec, videoMs, audioMs) => {
    const bytes = mediaBytes(name);

    const inspection = inspect([bytes]);

    expect(inspection).toEqual({
      layout,
      bytes: bytes.length,
      durationMs: audioMs,
      tracks: [
        { ...video, codec, durationMs: videoMs },
        { ...audio, durationMs: audioMs },
      ],
    });
  });

  test.each(FILES)('%s: an independent reader agrees', (name) => {
    const bytes = mediaBytes(name);

    const { tracks } = inspect([bytes]);

    const info = readByMp4box(bytes);
    expect(tracks.map(({ id, codec, timescale, sampleCount }) => ({ id, codec, timescale, sampleCount }))).toEqual(
      info.tracks.map((track) => ({
        id: track.id,
        codec: track.codec,
        timescale: track.timescale,
        sampleCount: track.nb_samples,
      })),
    );
    expect(tracks[0]).toMatchObject({ width: info.tracks[0]?.video?.width, height: info.tracks[0]?.video?.height });
  });

  test.each([1, 13, 4096])('chunks of %i bytes make no difference', (size) => {
    for (const name of FILES) {
      const bytes = mediaBytes(name);
      expect(inspect(chunksOf(bytes, size))).toEqual(inspect([bytes]));
    }
  });

  test('a file that is cut anywhere is Truncated', () => {
    for (const name of FILES) {
      const bytes = mediaBytes(name);
      // The last box of a fragmented file is an index: without it, and at a movie fragment's end, nothing is missing.
      const wholeFrom = name === 'fragmented.mp4' ? undefined : bytes.length;
      for (let length = 0; length < bytes.length; length += 997) {
        let error: unknown;
        try {
          inspect([bytes.subarray(0, length)]);
        } catch (caught) {
          error = caught;
        }
        if (wholeFrom !== undefined || error !== undefined) {
          expect(error).toMatchObject({ kind: 'Truncated', message: expect.stringMatching(/ at byte \d+: /) });
        }
      }
    }
  });

  test('names the box that is missing or cut', () => {
    const first = mediaBytes('progressive-moov-first.mp4');
    const last = mediaBytes('progressive-moov-last.mp4');
    expect(() => inspect([first.subarray(0, -1)])).toThrow(/^mdat at byte \d+: ends at byte 50168, the file at 50167$/);
    expect(() => inspect([last.subarray(0, -1)])).toThrow(/^moov at byte/);
    expect(() => inspect([])).toThrow('moov at byte 0: missing at the end of the file');
  });

  test('samples that lie beyond the end of a file whose boxes are whole', () => {
    const bytes = mediaBytes('progressive-moov-first.mp4').slice();
    const mdatAt = Buffer.from(bytes).indexOf('mdat') - 4;
    const cut = bytes.slice(0, bytes.length - 100);
    new DataView(cut.buffer).setUint32(mdatAt, cut.length - mdatAt);

    expect(() => inspect([cut])).toThrow(expect.objectContaining({ kind: 'Truncated' }));
    expect(() => inspect([cut])).toThrow(/^mdat at byte \d+: samples reach to byte 50168$/);
  });

  test.each([
    ['noise', Uint8Array.from({ length: 64 }, (_, i) => i * 7), /^box at byte 0|no MP4 begins with it/],
    [
      'a size that no box can have',
      concatBytes([box('ftyp'), [0, 0, 0, 4], encodeString('moov')]),
      /^moov at byte 8: a size/,
    ],
    ['a moof without a moov', concatBytes([box('ftyp'), box('moof')]), /^moof at byte 8: stands before/],
    ['two moovs', concatBytes([mediaBytes('progressive-moov-first.mp4'), box('moov')]), /^moov at byte 50168/],
    ['an empty moov', concatBytes([box('ftyp'), box('moov')]), /^moov at byte 8: has no timescale/],
    [
      'a track without tables',
      concatBytes([box('ftyp'), box('moov', box('trak'))]),
      /^trak at byte 16: has no track id/,
    ],
  ])('%s is Corrupt', (_, bytes, message) => {
    expect(() => inspect([bytes])).toThrow(expect.objectContaining({ kind: 'Corrupt' }));
    expect(() => inspect([bytes])).toThrow(message);
  });

  test('a moov larger than the bound is refused before it has come', () => {
    const head = concatBytes([box('ftyp'), [0x7f, 0xff, 0xff, 0xff], encodeString('moov')]);

    expect(() => inspect([head])).toThrow(/^moov at byte 8: larger than/);
  });

  test('flipped bytes and cuts are read, Truncated or Corrupt, the same in any chunks', () => {
    const files = FILES.map(mediaBytes);
    const moovs = files.map((bytes) => Buffer.from(bytes).indexOf('moov'));
    const outcome = (chunks: readonly Uint8Array[]) => {
      try {
        return JSON.stringify(inspect(chunks));
      } catch (error) {
        if (!isArchiverError(error, 'Corrupt') && !isArchiverError(error, 'Truncated')) throw error;
        return error.message;
      }
    };
    fc.assert(
      fc.property(
        fc.nat({ max: files.length - 1 }),
        fc.array(fc.tuple(fc.nat({ max: 3000 }), fc.integer({ min: 1, max: 255 })), { minLength: 1, maxLength: 4 }),
        fc.integer({ min: 1, max: 60_000 }),
        (index, flips, size) => {
          const bytes = files[index]?.slice() ?? new Uint8Array();
          // Where it hurts: in and around the moov.
          for (const [at, mask] of flips) {
            const target = ((moovs[index] ?? 0) - 40 + at) % bytes.length;
            bytes[target] = (bytes[target] ?? 0) ^ mask;
          }
          expect(outcome(chunksOf(bytes, size))).toBe(outcome([bytes]));
        },
      ),
      { seed: 5, numRuns: 600 },
    );
  });
});
