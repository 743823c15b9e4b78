import fc from 'fast-check';
import { isArchiverError } from '../../../core/errors.ts';
import { ElementId } from '../../../core/matroska/ebml/ElementId.ts';
import { concatBytes, encodeElement, encodeUnsigned } from '../../../core/matroska/ebml/encode.ts';
import { readDocument } from '../../../core/matroska/readDocument.ts';
import { readFragment } from '../../../core/matroska/readFragment.ts';
import { writeCluster } from '../../../core/matroska/write/writeCluster.ts';
import { writeHeader } from '../../../core/matroska/write/writeHeader.ts';
import { writeTags } from '../../../core/matroska/write/writeTags.ts';
import { mediaFragments, readDocuments } from './mediaBodies.ts';

const START = 1_795_258_557_663;
const NUMBER = '91343852333181432392682062607743920146159161000';
const TRACKS = [
  {
    number: 1,
    type: 'video',
    codecId: 'V_MPEGH/ISO/HEVC',
    codecPrivate: Uint8Array.of(1, 2),
    name: 'eye',
    defaultDurationNs: 40_000_000,
    video: { width: 640, height: 480 },
  },
  {
    number: 2,
    type: 'audio',
    codecId: 'A_MS/ACM',
    audio: { samplingFrequency: 44_100, channels: 2, bitDepth: 16 },
  },
] as const;
const header = writeHeader({ tracks: TRACKS, title: 'a title', durationMs: 1000 });
const cluster = writeCluster({
  timecodeMs: 1000,
  size: 'unknown',
  blocks: [{ trackNumber: 1, timeMs: 990, keyframe: true, payload: Uint8Array.of(5) }],
});
const awsTags = (server: string, producer: string) =>
  writeTags([
    { name: 'AWS_KINESISVIDEO_FRAGMENT_NUMBER', value: NUMBER },
    { name: server, value: '1511852109.126' },
    { name: producer, value: '1511852108.513' },
  ]);
const observed = awsTags('AWS_KINESISVIDEO_SERVER_TIMESTAMP', 'AWS_KINESISVIDEO_PRODUCER_TIMESTAMP');

describe('readFragment', () => {
  test('a document as GetMedia gives it', () => {
    const { tracks, fragments } = mediaFragments('h264-aac.mkv');
    const tags = [{ name: 'AWS_KINESISVIDEO_NOTIFICATION', value: '' }];

    const read = readDocuments('h264-aac.mkv', { startMs: START, tags, getMedia: true }).map(readFragment);

    expect(read.map((each) => each.fragmentNumber)).toEqual([0, 1, 2, 3].map((i) => NUMBER.slice(0, -1) + i));
    expect(read.map((each) => each.producerMs)).toEqual(fragments.map((each) => START + each.timeMs));
    expect(read.map((each) => each.serverMs)).toEqual(fragments.map((each) => START + each.timeMs + 500));
    for (const [index, fragment] of read.entries()) {
      expect(fragment.tracks).toEqual(tracks);
      expect(fragment.tags).toEqual(tags);
      expect(fragment.awsTags.get('AWS_KINESISVIDEO_MILLIS_BEHIND_NOW')).toBe('1500');
      expect(fragment.clusterTimecodeMs).toBe(fragment.producerMs);
      expect(fragment.frames.map((each) => each.timeMs - START)).toEqual(
        fragments[index]?.frames.map((each) => each.timeMs),
      );
    }
  });

  test('payloads are views into the document', () => {
    const [document] = readDocuments('h264.mkv');

    const fragment = readFragment(document ?? new Uint8Array());

    expect(fragment.frames.every((each) => each.payload.buffer === document?.buffer)).toBe(true);
  });

  test('a Buffer reads the same, and its CodecPrivate is a copy', () => {
    const [document] = readDocuments('h264.mkv');
    const buffer = Buffer.from(document ?? []);

    const { tracks } = readFragment(buffer);
    const codecPrivate = Buffer.from(tracks[0]?.codecPrivate ?? []);
    buffer.fill(0xaa);

    expect(codecPrivate.length).toBe(45);
    expect(codecPrivate.equals(tracks[0]?.codecPrivate ?? new Uint8Array())).toBe(true);
  });

  test('tracks come back as they were written', () => {
    expect(readDocument(concatBytes([header, cluster])).tracks).toEqual(TRACKS);
  });

  test.each([
    ['AWS_KINESISVIDEO_SERVER_TIMESTAMP', 'AWS_KINESISVIDEO_PRODUCER_TIMESTAMP'],
    ['AWS_KINESISVIDEO_SERVER_SIDE_TIMESTAMP', 'AWS_KINESISVIDEO_PRODUCER_SIDE_TIMESTAMP'],
  ])('takes %s', (server, producer) => {
    const fragment = readFragment(concatBytes([header, awsTags(server, producer), cluster]));

    expect([fragment.serverMs, fragment.producerMs]).toEqual([1_511_852_109_126, 1_511_852_108_513]);
    expect(fragment.frames.map((each) => each.timeMs)).toEqual([990]);
  });

  test('of footage that was put again, the tags right before the Cluster count', () => {
    const stale = writeTags([{ name: 'AWS_KINESISVIDEO_FRAGMENT_NUMBER', value: '1' }]);

    expect(readFragment(concatBytes([header, stale, observed, cluster])).fragmentNumber).toBe(NUMBER);
  });

  test('text ends at its first NUL, and the session’s own tags stand apart', () => {
    const padded = writeTags([{ name: 'key\0\0', value: 'value\0\0\0' }]);

    const fragment = readFragment(concatBytes([header, padded, observed, cluster, padded, padded]));

    expect(fragment.headerTags).toEqual([{ name: 'key', value: 'value' }]);
    expect(fragment.tags).toEqual([
      { name: 'key', value: 'value' },
      { name: 'key', value: 'value' },
    ]);
  });

  test('a finer timecode scale gives fractions of milliseconds', () => {
    const scale = encodeElement(ElementId.Info, encodeElement(ElementId.TimecodeScale, encodeUnsigned(100_000)));
    const infoAt = Buffer.from(header).indexOf(Buffer.from([0x15, 0x49, 0xa9, 0x66]));
    const tracksAt = Buffer.from(header).indexOf(Buffer.from([0x16, 0x54, 0xae, 0x6b]));

    const document = readDocument(concatBytes([header.subarray(0, infoAt), scale, header.subarray(tracksAt), cluster]));

    expect(document.timecodeScale).toBe(100_000);
    expect(document.clusterTimecodeMs).toBe(100);
    expect(document.frames.map((each) => each.timeMs)).toEqual([99]);
  });

  test.each([
    ['no identity', concatBytes([header, cluster]), /FRAGMENT_NUMBER/],
    ['no Cluster', concatBytes([header, observed]), /Cluster at byte/],
    ['two documents', concatBytes([header, observed, cluster, header]), /second document/],
    ['a cut frame', concatBytes([header, observed, cluster]).subarray(0, -1), /SimpleBlock at byte .*cut off/],
    ['nothing', new Uint8Array(), /Tracks at byte 0: missing/],
  ])('refuses %s', (_, bytes, message) => {
    expect(() => readFragment(bytes)).toThrow(message);
    expect(() => readFragment(bytes)).toThrow(expect.objectContaining({ kind: 'Corrupt' }));
  });

  test('flipped bytes and cuts are read or are Corrupt, nothing else', () => {
    const documents = [...readDocuments('h264-aac.mkv', { size: 'known' }), concatBytes([header, observed, cluster])];
    fc.assert(
      fc.property(
        fc.constantFrom(...documents),
        fc.nat({ max: 3000 }),
        fc.integer({ min: 1, max: 255 }),
        fc.option(fc.nat()),
        (document, at, mask, cutAt) => {
          const spoilt = document.slice(0, cutAt === null ? document.length : cutAt % document.length);
          if (at < spoilt.length) spoilt[at] = (spoilt[at] ?? 0) ^ mask;
          try {
            const { frames } = readFragment(spoilt);
            expect(frames.reduce((sum, each) => sum + each.payload.length, 0)).toBeLessThanOrEqual(spoilt.length);
          } catch (error) {
            if (!isArchiverError(error, 'Corrupt')) throw error;
          }
        },
      ),
      { seed: 3, numRuns: 1000 },
    );
  });
});
