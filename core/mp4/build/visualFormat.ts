import type { Track } from '../../matroska/Track.ts';
import { unsupported } from '../UnsupportedReason.ts';
import { box, u16, u32 } from './boxBytes.ts';
import type { SampleFormat } from './SampleFormat.ts';

/** KVS counts in milliseconds (observed: GetClip's own timescale). */
export const VIDEO_TIMESCALE = 1000;

/** 72 dots an inch in 16.16 fixed point. */
const RESOLUTION = 0x48_0000;

/**
 * A picture track of NAL units, each after its length.
 * @param lengthSize bytes of that length: 1, 2 or 4
 */
export function visualFormat(
  track: Track,
  entryType: string,
  configuration: Uint8Array,
  lengthSize: number,
): SampleFormat {
  const { width, height } = track.video ?? { width: 0, height: 0 };
  const entry = box(
    entryType,
    [0, 0, 0, 0, 0, 0],
    u16(1),
    new Uint8Array(16),
    u16(width, height),
    u32(RESOLUTION, RESOLUTION, 0),
    u16(1),
    new Uint8Array(32),
    u16(24, 0xffff),
    configuration,
  );
  return {
    handler: 'vide',
    timescale: VIDEO_TIMESCALE,
    entry,
    sampleBytes: undefined,
    frameTicks: () => undefined,
    checkFrame: (payload) => checkNalUnits(track.number, payload, lengthSize),
  };
}

/** Lengths that do not add up are a start-code (Annex B) stream, or no media at all. */
function checkNalUnits(track: number, payload: Uint8Array, lengthSize: number): void {
  let at = 0;
  let units = 0;
  while (at + lengthSize <= payload.length) {
    let length = 0;
    for (let i = 0; i < lengthSize; i++) length = length * 256 + (payload[at + i] ?? 0);
    at += lengthSize + length;
    if (length > 0) units++;
  }
  if (at !== payload.length || units === 0) {
    throw unsupported('InvalidMediaFrame', `track ${track}: a frame is not made of NAL units after their lengths`);
  }
}
