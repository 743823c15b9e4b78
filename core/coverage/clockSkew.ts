import type { LedgerSpan } from './LedgerSpan.ts';

/** Rows that are asked, the nearest by server time. */
const WITNESSES = 5;
/** Footage that came later than this was kept and sent afterwards: that says nothing of the camera's clock. */
export const MOST_SKEW_MS = 3_600_000;

/**
 * How much later than the camera's clock says its footage reached KVS, around a moment of server time: uplink and wrong
 * clock in one, in milliseconds; negative where the clock is fast. The median of the nearest rows, the lower one of two: what is sent late
 * beside live footage does not make the camera slow. 0 where none tells.
 */
export function clockSkew(rows: readonly LedgerSpan[], aroundServerMs: number): number {
  const nearest: { readonly distance: number; readonly skew: number }[] = [];
  for (const { earliestServerMs, startMs } of rows) {
    if (earliestServerMs === undefined) continue;
    const skew = earliestServerMs - startMs;
    if (Math.abs(skew) > MOST_SKEW_MS) continue;
    const distance = Math.abs(earliestServerMs - aroundServerMs);
    const last = nearest[WITNESSES - 1];
    // Equal distances are put in order by their skew, so that the order of the rows does not matter.
    if (last !== undefined && (distance > last.distance || (distance === last.distance && skew >= last.skew))) continue;
    nearest.push({ distance, skew });
    nearest.sort((a, b) => a.distance - b.distance || a.skew - b.skew);
    nearest.length = Math.min(nearest.length, WITNESSES);
  }
  const skews = nearest.map(({ skew }) => skew).sort((a, b) => a - b);
  return skews[(skews.length - 1) >> 1] ?? 0;
}
