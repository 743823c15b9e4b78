import { type GapRow, planRowKey, rowSpan, type UnseenRow, unseenRowKey } from '../../core/ledger/ledgerRow.ts';

/** The sort key of the index `gaps`: gaps in order of their start, whichever clock, told apart by their rows. */
export function gapKey(row: GapRow | UnseenRow): string {
  const key = row.kind === 'unseen' ? unseenRowKey(row) : planRowKey(row);
  return `${String(rowSpan(row).startMs).padStart(15, '0')}#${key}`;
}
