import { type GapRow, planRowKey, rowSpan, type UnseenRow, unseenRowKey } from '../../core/ledger/ledgerRow.ts';

/** The sort key of the index `gaps`: gaps in order of their start, whichever clock, told apart by their rows. */
export function gapKey(row: GapRow | UnseenRow): string {
  const key = row.kind === 'unseen' ? unseenRowKey(row) : planRowKey(row);
  return `${startOf(rowSpan(row).startMs)}#${key}`;
}

/** Bounds of the sort key for gaps that begin in [fromMs, toMs]. */
export function gapKeyRange(fromMs: number, toMs: number): { first: string; last: string } {
  return { first: startOf(Math.max(0, Math.floor(fromMs))), last: `${startOf(Math.min(Math.ceil(toMs), LAST_MS))}#~` };
}

const LAST_MS = 10 ** 15 - 1;
const startOf = (ms: number): string => String(ms).padStart(15, '0');
