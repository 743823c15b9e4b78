import type { Track } from '../../matroska/Track.ts';
import { unsupported } from '../UnsupportedReason.ts';
import { readAacFormat } from './readAacFormat.ts';
import { readAvcFormat } from './readAvcFormat.ts';
import { readG711Format } from './readG711Format.ts';
import { readHevcFormat } from './readHevcFormat.ts';

/** How a track's frames become samples of an MP4. */
export interface SampleFormat {
  readonly handler: 'vide' | 'soun';
  /** Ticks a second of the track's times. */
  readonly timescale: number;
  /** The sample entry for its stsd. */
  readonly entry: Uint8Array;
  /** Ticks of one frame where its bytes tell it: sound. Undefined for pictures, which last until the next one. */
  frameTicks(payload: Uint8Array): number | undefined;
  /** Bytes of a sample where a frame holds many of one size (G.711); otherwise a frame is a sample. */
  readonly sampleBytes: number | undefined;
  /** @throws ArchiverError `UnsupportedMedia`, `InvalidMediaFrame` */
  checkFrame(payload: Uint8Array): void;
}

/**
 * How this track goes into an MP4.
 * @throws ArchiverError `UnsupportedMedia` with `details.reason`
 */
export function readSampleFormat(track: Track): SampleFormat {
  switch (track.codecId) {
    case 'V_MPEG4/ISO/AVC':
      return readAvcFormat(track, codecPrivateOf(track));
    case 'V_MPEGH/ISO/HEVC':
      return readHevcFormat(track, codecPrivateOf(track));
    case 'A_AAC':
      return readAacFormat(track, codecPrivateOf(track));
    case 'A_MS/ACM':
      return readG711Format(track, codecPrivateOf(track));
    default:
      throw unsupported('UnsupportedCodec', `track ${track.number}: no MP4 is made from ${track.codecId}`, {
        codecId: track.codecId,
      });
  }
}

function codecPrivateOf(track: Track): Uint8Array {
  if (track.codecPrivate === undefined || track.codecPrivate.length === 0) {
    throw unsupported('MissingCodecPrivateData', `track ${track.number} has no CodecPrivate`);
  }
  return track.codecPrivate;
}
