import { ArchiverError } from '../../../core/errors.ts';
import { AnnexBParser } from '../annexB/AnnexBParser.ts';
import { H264 } from '../h264/H264.ts';
import { H265 } from '../h265/H265.ts';
import { MatroskaParser } from '../matroska/MatroskaParser.ts';
import type { StreamParser } from './StreamItem.ts';

/** A byte stream that can be read. */
export interface RecognisedStream {
  readonly format: 'Matroska' | 'H.264' | 'H.265';
  readonly parser: StreamParser;
}

/** So many bytes decide; zeros before a start code are not counted. */
const DECISIVE = 12;
const MOST_ZEROS = 4_096;

/**
 * Tells from its first bytes what a stream is: Matroska, or Annex-B H.264 or H.265. Undefined until enough have come.
 * @throws ArchiverError `UnsupportedMedia` for anything else; says what to do.
 */
export function recogniseStream(bytes: Uint8Array, ended: boolean): RecognisedStream | undefined {
  const begin = bytes.findIndex((byte) => byte !== 0);
  if (begin < 0 && bytes.length > MOST_ZEROS) throw unknown('nothing but zeros');
  if (!ended && (begin < 0 || bytes.length - begin < DECISIVE)) return undefined;
  if (bytes.length === 0) throw new ArchiverError('UnsupportedMedia', 'it ended before any video came');
  const magic = Buffer.from(bytes).toString('latin1', 0, DECISIVE);
  if (magic.startsWith('\x1a\x45\xdf\xa3')) return { format: 'Matroska', parser: new MatroskaParser() };
  if (begin >= 2 && bytes[begin] === 1) {
    const codec = isHevc(bytes[begin + 1] ?? 0, bytes[begin + 2] ?? 0) ? H265 : H264;
    return { format: codec === H265 ? 'H.265' : 'H.264', parser: new AnnexBParser(codec) };
  }
  if (magic.slice(4, 8) === 'ftyp' || magic.slice(4, 8) === 'moov')
    throw unknown('an MP4 file, whose index may come last');
  if (magic.startsWith('G')) throw unknown('an MPEG transport stream');
  if (magic.startsWith('FLV')) throw unknown('Flash video');
  if (magic.startsWith('RIFF')) throw unknown('AVI or WAV');
  if (magic.startsWith('\xff\xd8')) throw unknown('JPEG pictures');
  throw unknown('no video format that is known here');
}

/**
 * The first unit of an H.265 stream is a parameter set, a delimiter or SEI of layer 0: these first bytes are none that
 * H.264 begins with (its parameter sets are 0x27, 0x47 or 0x67, its delimiter 0x09, its SEI 0x06).
 */
function isHevc(first: number, second: number): boolean {
  return [0x40, 0x42, 0x44, 0x46, 0x4e, 0x26, 0x28, 0x2a].includes(first) && second === 1;
}

function unknown(what: string): ArchiverError {
  return new ArchiverError(
    'UnsupportedMedia',
    `it is ${what}: a pipe takes Matroska, or H.264 or H.265 with start codes (Annex-B); let ffmpeg wrap it ` +
      '(… | ffmpeg -i - -c copy -f matroska - | kvs-archiver device run --source - …), or name the file',
  );
}
