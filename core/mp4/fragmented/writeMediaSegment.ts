import { ArchiverError } from '../../errors.ts';
import { concatBytes, encodeString } from '../../matroska/ebml/encode.ts';
import { box, fullBox, u32, u64 } from '../build/boxBytes.ts';
import type { SegmentTrack } from './SegmentTrack.ts';

/** Flags of tfhd and trun (ISO/IEC 14496-12, 8.8.7 and 8.8.8). */
const DEFAULT_BASE_IS_MOOF = 0x2_0000;
const DEFAULT_DURATION = 0x8;
const DEFAULT_SIZE = 0x10;
const DEFAULT_FLAGS = 0x20;
const DATA_OFFSET = 0x1;
const DURATION_SIZE_FLAGS_AND_OFFSET = 0x100 | 0x200 | 0x400 | 0x800;
/** Flags of a sample (8.8.3.1): depends on no other; depends on others, and cannot be begun with. */
const SYNC_SAMPLE = 0x200_0000;
const NON_SYNC_SAMPLE = 0x101_0000;
const BYTES_PER_SAMPLE = 16;
const MDAT_HEADER_BYTES = 8;
const U32_MAX = 2 ** 32 - 1;

/**
 * A media segment: one moof and its mdat (ISO/IEC 14496-12, 8.8; CMAF, 7.3.2), tracks one behind the other, as the
 * parts to be written in order. Payloads are handed on as they are, so that nothing is copied.
 * @param sequence of the moof: 0 to 2^32 - 1, growing through a presentation
 * @throws ArchiverError `InvalidInput` without a sample, or over 4 GiB of media
 */
export function writeMediaSegment(sequence: number, tracks: readonly SegmentTrack[]): readonly Uint8Array[] {
  const used = tracks.filter(({ samples }) => samples.length > 0);
  const payloads = used.flatMap(({ samples }) => samples.map(({ payload }) => payload));
  const mediaBytes = payloads.reduce((sum, { length }) => sum + length, 0);
  if (used.length === 0) throw new ArchiverError('InvalidInput', 'a media segment holds at least one sample');
  if (mediaBytes + MDAT_HEADER_BYTES > U32_MAX) {
    throw new ArchiverError('InvalidInput', `a media segment does not hold ${mediaBytes} bytes`);
  }
  // Its size does not depend on the offsets in it.
  const { length } = writeMoof(sequence, used, 0);
  const moof = writeMoof(sequence, used, length + MDAT_HEADER_BYTES);
  const mdat = concatBytes([u32(mediaBytes + MDAT_HEADER_BYTES), encodeString('mdat')]);
  return [concatBytes([moof, mdat]), ...payloads];
}

function writeMoof(sequence: number, tracks: readonly SegmentTrack[], mediaOffset: number): Uint8Array {
  let offset = mediaOffset;
  const fragments = tracks.map((track) => {
    const fragment = writeTrackFragment(track, offset);
    for (const { payload } of track.samples) offset += payload.length;
    return fragment;
  });
  return box('moof', fullBox('mfhd', 0, 0, u32(sequence)), ...fragments);
}

function writeTrackFragment(track: SegmentTrack, dataOffset: number): Uint8Array {
  const { id, baseDecodeTicks, sampleBytes } = track;
  const tfdt = fullBox('tfdt', 1, 0, u64(baseDecodeTicks));
  if (sampleBytes === undefined) {
    return box('traf', fullBox('tfhd', 0, DEFAULT_BASE_IS_MOOF, u32(id)), tfdt, writeRun(track, dataOffset));
  }
  const defaults = DEFAULT_BASE_IS_MOOF | DEFAULT_DURATION | DEFAULT_SIZE | DEFAULT_FLAGS;
  const bytes = track.samples.reduce((sum, { payload }) => sum + payload.length, 0);
  return box(
    'traf',
    fullBox('tfhd', 0, defaults, u32(id, 1, sampleBytes, SYNC_SAMPLE)),
    tfdt,
    fullBox('trun', 0, DATA_OFFSET, u32(bytes / sampleBytes, dataOffset)),
  );
}

/** A trun of version 1: its composition offsets are signed. */
function writeRun({ samples }: SegmentTrack, dataOffset: number): Uint8Array {
  const entries = new Uint8Array(samples.length * BYTES_PER_SAMPLE);
  const view = new DataView(entries.buffer);
  samples.forEach(({ ticks, payload, keyframe, offsetTicks }, index) => {
    const at = index * BYTES_PER_SAMPLE;
    view.setUint32(at, ticks);
    view.setUint32(at + 4, payload.length);
    view.setUint32(at + 8, keyframe ? SYNC_SAMPLE : NON_SYNC_SAMPLE);
    view.setInt32(at + 12, offsetTicks);
  });
  const flags = DATA_OFFSET | DURATION_SIZE_FLAGS_AND_OFFSET;
  return fullBox('trun', 1, flags, u32(samples.length, dataOffset), entries);
}
