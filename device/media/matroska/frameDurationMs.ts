import type { Track } from '../../../core/matroska/Track.ts';

/** Samples of one AAC frame (documented: ISO/IEC 14496-3, long windows). */
const AAC_FRAME_SAMPLES = 1_024;

/** How long one frame of sound lasts, for those that come laced in one block; 0 for what does not tell. */
export function frameDurationMs(track: Track, payload: Uint8Array): number {
  const { audio, codecId } = track;
  if (audio === undefined || audio.samplingFrequency === 0) return 0;
  const samples = codecId === 'A_AAC' ? AAC_FRAME_SAMPLES : payload.length / Math.max(1, audio.channels);
  return (samples * 1_000) / audio.samplingFrequency;
}
