import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** Small recordings that the tests use too; `make-media.sh` beside them makes them. */
const media = (name: string): Promise<Buffer> => readFile(join(process.cwd(), 'tests', 'media', name));
const MATROSKA = ['h264-320x240-2s.mkv', 'h264-alaw.mkv', 'h265.mkv', 'h264-bframes-aac-2s.mkv'];
const MP4 = ['fragmented.mp4', 'h265.mp4', 'progressive-moov-first.mp4', 'progressive-moov-last.mp4'];
const HEAD_BYTES = 6 * 1024;

/** Beginnings of recordings: headers, and a little of what follows. */
export async function matroskaSeeds(): Promise<Uint8Array[]> {
  const files = await Promise.all(MATROSKA.map(media));
  return files.map((file) => file.subarray(0, HEAD_BYTES));
}

/** MP4s with their metadata, and as little of the media as there is. */
export async function mp4Seeds(): Promise<Uint8Array[]> {
  const files = await Promise.all(MP4.map(media));
  return files.flatMap((file) => [file.subarray(0, HEAD_BYTES), file.subarray(-HEAD_BYTES)]);
}

const hex = (text: string): Uint8Array => Buffer.from(text, 'hex');

/** Element ids (RFC 9559), sizes that are unknown, tags that KVS uses. */
export const MATROSKA_WORDS: readonly (string | Uint8Array)[] = [
  ...['1a45dfa3', '18538067', '1f43b675', '1254c367', '7373', '67c8', '45a3', '4487', '1549a966', '2ad7b1'],
  ...['1654ae6b', 'ae', 'd7', '73c5', '83', '86', '63a2', 'e7', 'a3', 'a0', 'a1', 'ec', 'bf', '1c53bb6b'],
  ...['01ffffffffffffff', 'ff', '1fffffff', '4000', '0100000000000000', '08003fffffffffff'],
]
  .map(hex)
  .concat(
    [
      'AWS_KINESISVIDEO_END_OF_FRAGMENT',
      'AWS_KINESISVIDEO_FRAGMENT_NUMBER',
      'AWS_KINESISVIDEO_EXCEPTION_ERROR_CODE',
    ].map((word) => Buffer.from(word)),
  );

/** Box types (ISO/IEC 14496-12), and sizes that mean something else. */
export const MP4_WORDS: readonly string[] = [
  ...['moov', 'trak', 'mdia', 'minf', 'stbl', 'stsd', 'stts', 'ctts', 'stsc', 'stsz', 'stz2', 'stco', 'co64', 'stss'],
  ...['moof', 'traf', 'tfhd', 'trun', 'tfdt', 'mvex', 'trex', 'mdat', 'ftyp', 'avc1', 'avcC', 'hvc1', 'hvcC', 'mp4a'],
  ...['\0\0\0\0', '\0\0\0\x01', '\xff\xff\xff\xff'],
];
