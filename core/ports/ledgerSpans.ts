import type { LedgerSpan } from '../coverage/LedgerSpan.ts';
import type { ServerMs } from '../fragment.ts';

/** The ledger as a timeline reads it: when, and what became of it, of many rows at once. Eventually consistent. */
export interface LedgerSpans {
  /**
   * Rows whose footage reaches into [fromMs, toMs], in any order, without those that were split.
   *
   * @throws ArchiverError `InvalidInput` where they are more than `limit`
   */
  between(streamArn: string, fromMs: number, toMs: number, limit: number): Promise<LedgerSpan[]>;
  /** The row whose footage ends last: what is known of the camera's clock now. */
  latest(streamArn: string): Promise<LedgerSpan | undefined>;
  /** Spans of server time that left retention before they were listed. */
  unseen(streamArn: string): Promise<{ readonly startMs: ServerMs; readonly endMs: ServerMs }[]>;
}
