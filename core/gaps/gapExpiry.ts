import type { GapRow } from '../ledger/ledgerRow.ts';

const HOUR_MS = 3_600_000;

/**
 * From when on KVS may have taken fragments of a gap away, by the retention that the stream has now; `undefined` for a
 * gap that was written before rows knew the server time of their fragments.
 *
 * @param retentionHours `undefined` where it is not known: then as it was when the row was written
 */
export function gapExpiry(
  gap: Pick<GapRow, 'earliestServerMs' | 'expiresMs'>,
  retentionHours: number | undefined,
): number | undefined {
  if (gap.earliestServerMs === undefined || retentionHours === undefined) return gap.expiresMs;
  return gap.earliestServerMs + retentionHours * HOUR_MS;
}
