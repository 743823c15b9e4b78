/**
 * Frames of one fragment. Lacing can make 256 empty frames of ten bytes, so that a bound on bytes alone is none on
 * memory; 20 s of three tracks at 1,000 frames a second are fewer.
 */
export const MAX_FRAMES = 65_536;

/** A timecode in milliseconds, given the timecode scale in nanoseconds: exact where the scale is 1 ms. */
export function timecodeToMs(timecode: number, timecodeScale: number): number {
  return timecodeScale === 1_000_000 ? timecode : (timecode * timecodeScale) / 1_000_000;
}
