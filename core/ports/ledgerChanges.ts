import type { LedgerSpan } from '../coverage/LedgerSpan.ts';

/** What has changed in a stream's ledger, and what may yet change: the part of it that cannot be remembered. Eventually consistent. */
export interface LedgerChanges {
  /**
   * Clips and erasures whose rows were written, or their retention raised, at `sinceMs` or later, in any order.
   *
   * @returns undefined where they are more than `limit`
   */
  changedSince(streamArn: string, sinceMs: number, limit: number): Promise<LedgerSpan[] | undefined>;
  /**
   * Gaps whose footage reaches into [fromMs, toMs], in any order.
   *
   * @throws ArchiverError `InvalidInput` where they are more than `limit`
   */
  gapsBetween(streamArn: string, fromMs: number, toMs: number, limit: number): Promise<LedgerSpan[]>;
}
