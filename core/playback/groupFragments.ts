/** A segment of an archived span lasts so long at least, where its clip does: few enough for a day in one playlist. */
export const SEGMENT_MS = 6000;

/** Fragments `from` (inclusive) to `to` (exclusive) of a clip. */
export interface FragmentGroup {
  readonly from: number;
  readonly to: number;
}

/**
 * The segments of a clip: as many fragments each as make up six seconds. The same clip is cut the same way for ever:
 * addresses of segments count on it.
 *
 * @param timesMs when each fragment begins, and behind them when the last one ends
 * @param leastMs how long a segment is at least, where the clip is
 */
export function groupFragments(timesMs: readonly number[], leastMs = SEGMENT_MS): FragmentGroup[] {
  const groups: FragmentGroup[] = [];
  let from = 0;
  for (let to = 1; to < timesMs.length; to++) {
    const lasts = (timesMs[to] ?? 0) - (timesMs[from] ?? 0);
    if (lasts < leastMs && to < timesMs.length - 1) continue;
    groups.push({ from, to });
    from = to;
  }
  return groups;
}
