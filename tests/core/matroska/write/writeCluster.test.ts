import fc from 'fast-check';
import { fragmentNumber, producerMs, serverMs } from '../../../../core/fragment.ts';
import { concatBytes } from '../../../../core/matroska/ebml/encode.ts';
import { readDocument } from '../../../../core/matroska/readDocument.ts';
import { writeCluster } from '../../../../core/matroska/write/writeCluster.ts';
import { writeClusterStart } from '../../../../core/matroska/write/writeClusterStart.ts';
import { writeEndOfFragment } from '../../../../core/matroska/write/writeEndOfFragment.ts';
import { writeFragmentTags } from '../../../../core/matroska/write/writeFragmentTags.ts';
import { writeHeader } from '../../../../core/matroska/write/writeHeader.ts';
import { writeSimpleBlock } from '../../../../core/matroska/write/writeSimpleBlock.ts';
import { writeTags } from '../../../../core/matroska/write/writeTags.ts';

const TRACKS = [{ number: 1, type: 'video', codecId: 'V_MPEG4/ISO/AVC' }] as const;
const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex');

describe('writing Matroska', () => {
  test('a cluster is its start and its blocks, byte for byte', () => {
    const frame = { trackNumber: 1, timeMs: 1_000_005, keyframe: true, payload: Uint8Array.of(0xaa, 0xbb) };

    const unknown = writeCluster({ timecodeMs: 1_000_000, blocks: [frame], size: 'unknown' });

    expect(hex(unknown)).toBe('1f43b675ff' + 'e78800000000000f4240' + 'a78100' + 'a386' + '81000580' + 'aabb');
    expect(hex(writeCluster({ timecodeMs: 1_000_000, blocks: [frame], size: 'known' }))).toBe(
      hex(unknown).replace('1f43b675ff', '1f43b67595'),
    );
    expect(unknown).toEqual(concatBytes([writeClusterStart(1_000_000), writeSimpleBlock(frame, 1_000_000)]));
  });

  test('the service’s tags, byte for byte', () => {
    const tags = writeFragmentTags({
      fragmentNumber: fragmentNumber('91343852333181432392682062607743920146159169392'),
      serverMs: serverMs(1_511_852_109_126),
      producerMs: producerMs(1_511_852_108_500),
    });

    expect(hex(tags.subarray(0, 34))).toBe(
      `1254c367100000eb${'7373100000e5'}${'67c81000005b'}${'45a310000020'}${hex(Buffer.from('AWS_KINE'))}`,
    );
    expect(Buffer.from(tags).toString('latin1')).toContain('1511852108.500');
    expect(hex(writeEndOfFragment()).slice(0, 24)).toBe('1254c3670100000000000048');
  });

  test.each([
    [
      'a frame too far behind',
      () => writeCluster({ timecodeMs: 0, size: 'known', blocks: [block(32_768)] }),
      /too far/,
    ],
    [
      'a frame too far before',
      () => writeCluster({ timecodeMs: 40_000, size: 'known', blocks: [block(7231)] }),
      /too far/,
    ],
    ['a frame without a time', () => writeSimpleBlock(block(Number.NaN), 0), /too far/],
    ['a timecode below zero', () => writeClusterStart(-1), /cluster timecode -1/],
    ['a timecode with a fraction', () => writeClusterStart(0.5), /cluster timecode 0.5/],
    ['no track', () => writeHeader({ tracks: [] }), /tracks/],
    ['a short segmentUid', () => writeHeader({ tracks: TRACKS, segmentUid: new Uint8Array(3) }), /segmentUid/],
    ['track number 0', () => writeHeader({ tracks: [{ ...TRACKS[0], number: 0 }] }), /track number 0/],
  ])('refuses %s', (_, write, message) => {
    expect(write).toThrow(expect.objectContaining({ kind: 'InvalidInput' }));
    expect(write).toThrow(message);
  });

  test('what is written is read again', () => {
    const frames = fc.array(
      fc.record({
        trackNumber: fc.integer({ min: 1, max: 300 }),
        offsetMs: fc.integer({ min: -32_768, max: 32_767 }),
        keyframe: fc.boolean(),
        payload: fc.uint8Array({ maxLength: 300 }),
      }),
      { maxLength: 20 },
    );
    const text = fc.string({ unit: 'grapheme', maxLength: 300 }).filter((each) => !each.includes('\0'));
    const tags = fc.array(fc.record({ name: text.filter((name) => name !== ''), value: text }), { maxLength: 5 });
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 2 ** 48 }),
        frames,
        tags,
        fc.constantFrom<'known' | 'unknown'>('known', 'unknown'),
        (timecodeMs, written, userTags, size) => {
          const blocks = written.map(({ offsetMs, ...frame }) => ({ ...frame, timeMs: timecodeMs + offsetMs }));
          const body = [
            writeHeader({ tracks: TRACKS }),
            writeCluster({ timecodeMs, blocks, size }),
            writeTags(userTags),
          ];

          const document = readDocument(concatBytes(body));

          expect(document.clusterTimecodeMs).toBe(timecodeMs);
          expect(document.frames).toEqual(blocks);
          expect(document.tags).toEqual(userTags);
        },
      ),
      { seed: 9, numRuns: 200 },
    );
  });
});

function block(timeMs: number) {
  return { trackNumber: 1, timeMs, keyframe: true, payload: new Uint8Array(1) };
}
