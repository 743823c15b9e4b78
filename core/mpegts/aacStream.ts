import { concatBytes } from '../matroska/ebml/encode.ts';
import type { SegmentSample, SegmentTrack } from '../mp4/fragmented/SegmentTrack.ts';
import { unsupported } from '../mp4/UnsupportedReason.ts';
import { type AccessUnit, type ElementaryStream, TRANSPORT_TIMESCALE } from './ElementaryStream.ts';

const ADTS_HEADER_BYTES = 7;
const MAX_ADTS_FRAME_BYTES = 2 ** 13 - 1;
/** Frames in one PES packet: each takes a whole number of TS packets. */
const FRAMES_PER_UNIT = 8;
/** Object types over 4 are told as AAC LC: what extends it is found in the frames (ISO/IEC 14496-3, 1.A.2). */
const AAC_LC = 2;
const AAC_LTP = 4;
const ESCAPED_FREQUENCY = 15;

/**
 * AAC as a transport stream carries it: each frame behind an ADTS header.
 * @param config an AudioSpecificConfig, checked before, by `readSampleFormat`
 * @throws ArchiverError `UnsupportedMedia` for what ADTS cannot tell: a frequency that is not in its table
 */
export function aacStream(config: Uint8Array, track: SegmentTrack, timescale: number): ElementaryStream {
  const units: AccessUnit[] = [];
  let decode = track.baseDecodeTicks;
  for (let at = 0; at < track.samples.length; ) {
    const frames = contiguousFrames(track.samples, at);
    const ptsTicks = Math.round((decode * TRANSPORT_TIMESCALE) / timescale);
    const bytes = concatBytes(frames.flatMap(({ payload }) => [adtsHeader(config, payload.length), payload]));
    units.push({ ptsTicks, dtsTicks: ptsTicks, isRandomAccess: true, bytes });
    for (const { ticks } of frames) decode += ticks;
    at += frames.length;
  }
  return { kind: 'aac', units };
}

/** Frames that follow each other without a gap: only the first of a PES packet has a time. */
function contiguousFrames(samples: readonly SegmentSample[], from: number): readonly SegmentSample[] {
  const ticks = samples[from]?.ticks;
  let end = from + 1;
  while (end < samples.length && end - from < FRAMES_PER_UNIT && samples[end - 1]?.ticks === ticks) end++;
  return samples.slice(from, end);
}

function adtsHeader(config: Uint8Array, payloadBytes: number): Uint8Array {
  const [first = 0, second = 0] = config;
  const objectType = first >> 3;
  const frequency = ((first & 7) << 1) | (second >> 7);
  const channels = (second >> 3) & 0xf;
  const length = ADTS_HEADER_BYTES + payloadBytes;
  if (objectType === 31 || frequency === ESCAPED_FREQUENCY || channels > 7) {
    throw unsupported('UnsupportedCodec', 'an MPEG transport stream cannot tell of this AAC');
  }
  if (length > MAX_ADTS_FRAME_BYTES) throw unsupported('InvalidMediaFrame', `a frame of AAC has ${payloadBytes} bytes`);
  const profile = (objectType <= AAC_LTP ? objectType : AAC_LC) - 1;
  return Uint8Array.from([
    0xff,
    0xf1,
    (profile << 6) | (frequency << 2) | (channels >> 2),
    ((channels & 3) << 6) | (length >> 11),
    (length >> 3) & 0xff,
    ((length & 7) << 5) | 0x1f,
    0xfc,
  ]);
}
