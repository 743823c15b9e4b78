import { concatBytes, encodeString } from '../../matroska/ebml/encode.ts';
import { box, fullBox, u16, u32 } from '../build/boxBytes.ts';
import {
  ENABLED_IN_MOVIE,
  entryDimensions,
  MATRIX,
  MOVIE_TIMESCALE,
  mediaHeader,
  UNDETERMINED_LANGUAGE,
  writeHandler,
} from '../build/writeMoov.ts';
import type { FragmentedTrack } from './FragmentedTrack.ts';

/**
 * The init segment of a fragmented MP4: ftyp and a moov without samples (ISO/IEC 14496-12, 8.8; CMAF, 7.3.1). The same
 * tracks give the same bytes: it holds no time of its making.
 */
export function writeInitSegment(tracks: readonly FragmentedTrack[]): Uint8Array {
  const ftyp = box('ftyp', encodeString('iso6'), u32(0), encodeString('iso6cmfcmp41'));
  const mvhd = fullBox(
    'mvhd',
    0,
    0,
    u32(0, 0, MOVIE_TIMESCALE, 0, 0x1_0000),
    u16(0x100, 0),
    u32(0, 0),
    MATRIX,
    new Uint8Array(24),
    u32(Math.max(0, ...tracks.map(({ id }) => id)) + 1),
  );
  // Every sample has its own duration, size and flags.
  const mvex = box('mvex', ...tracks.map(({ id }) => fullBox('trex', 0, 0, u32(id, 1, 0, 0, 0))));
  return concatBytes([ftyp, box('moov', mvhd, ...tracks.map(writeTrack), mvex)]);
}

function writeTrack({ id, handler, timescale, entry, display }: FragmentedTrack): Uint8Array {
  const [width, height] = entryDimensions(handler, entry);
  const tkhd = fullBox(
    'tkhd',
    0,
    ENABLED_IN_MOVIE,
    u32(0, 0, id, 0, 0, 0, 0),
    u16(0, 0, handler === 'vide' ? 0 : 0x100, 0),
    display ?? concatBytes([MATRIX, u32(width * 2 ** 16, height * 2 ** 16)]),
  );
  const mdhd = fullBox('mdhd', 0, 0, u32(0, 0, timescale, 0), u16(UNDETERMINED_LANGUAGE, 0));
  const stbl = box(
    'stbl',
    fullBox('stsd', 0, 0, u32(1), entry),
    fullBox('stts', 0, 0, u32(0)),
    fullBox('stsc', 0, 0, u32(0)),
    fullBox('stsz', 0, 0, u32(0, 0)),
    fullBox('stco', 0, 0, u32(0)),
  );
  return box('trak', tkhd, box('mdia', mdhd, writeHandler(handler), box('minf', ...mediaHeader(handler), stbl)));
}
