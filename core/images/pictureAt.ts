import type { TimedPicture } from '../ports/pictureMaker.ts';

/**
 * Which picture is on the screen at a moment: the last one that is shown at or before it.
 *
 * @param pictures in decoding order
 * @param timeMs on the pictures' own timeline; fractions of a millisecond are the container's rounding
 * @returns its index; undefined before the first one is shown
 */
export function pictureAt(pictures: readonly Pick<TimedPicture, 'timeMs'>[], timeMs: number): number | undefined {
  let best: number | undefined;
  let bestMs = Number.NEGATIVE_INFINITY;
  for (const [index, picture] of pictures.entries()) {
    if (picture.timeMs <= timeMs + ROUNDING_MS && picture.timeMs > bestMs) {
      best = index;
      bestMs = picture.timeMs;
    }
  }
  return best;
}

/** Timecodes are told in whole milliseconds, and frames are shown in between. */
const ROUNDING_MS = 0.5;
