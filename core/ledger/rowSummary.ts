import type { PlanId } from '../plans/plan.ts';
import { formatKeyTime } from '../time/formatTime.ts';
import type { ClipRow, ErasedRow, GapRow, PlanLedgerRow, SplitRow } from './ledgerRow.ts';

/** A plan's row without its numbers, which are most of it: what a look at the whole ledger reads. */
export type RowSummary =
  | Omit<ClipRow, 'numbers'>
  | Omit<GapRow, 'numbers'>
  | Omit<SplitRow, 'numbers'>
  | Omit<ErasedRow, 'numbers'>;

/** `{start}_{planId}`: what the files of a plan are called, and what puts rows and files into one order. */
export function planFileName(plan: { startProducerMs: number; planId: PlanId }): string {
  return `${formatKeyTime(plan.startProducerMs)}_${plan.planId}`;
}

/** The summary of a whole row. */
export function summaryOf(row: PlanLedgerRow): RowSummary {
  const { numbers: _numbers, ...summary } = row;
  return summary;
}
