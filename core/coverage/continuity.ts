import { LONGEST_FRAGMENT_MS } from '../windows/chooseWindow.ts';
import type { LedgerSpan } from './LedgerSpan.ts';

/** A listed length leaves out the last frame: so long a hole is none. As when plans are cut (`contiguityTolerance`). */
const LEAST_TOLERANCE_MS = 1000;
/** Half the longest fragment: no hole beyond is ever closed, so rows so far outside of a span can matter to it. */
export const MOST_TOLERANCE_MS = LONGEST_FRAGMENT_MS / 2;

/**
 * How long a hole next to these rows may be without being one: a second, or half of what lies between two fragments of
 * theirs.
 */
export function continuityTolerance(
  neighbours: readonly Pick<LedgerSpan, 'startMs' | 'endMs' | 'fragments'>[],
): number {
  let tolerance = LEAST_TOLERANCE_MS;
  for (const { startMs, endMs, fragments } of neighbours) {
    if (fragments > 1) tolerance = Math.max(tolerance, (endMs - startMs) / fragments / 2);
  }
  return Math.min(tolerance, MOST_TOLERANCE_MS);
}
