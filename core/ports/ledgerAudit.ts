import type { GapRow, StoredFile } from '../ledger/ledgerRow.ts';
import type { RowSummary } from '../ledger/rowSummary.ts';

/** The ledger as an audit reads and repairs it; the archive machine has no use for any of this. */
export interface LedgerAudit {
  /**
   * Plans' rows whose footage begins in [fromMs, toMs), in the order of its *end*, without their numbers. Strongly
   * consistent, a page at a time.
   */
  summaries(streamArn: string, fromMs: number, toMs: number): AsyncIterable<RowSummary>;
  /** End of the first and of the last plan's footage; nothing where there is no row. */
  extent(streamArn: string): Promise<{ firstMs: number; lastMs: number } | undefined>;
  /**
   * A clip whose file is gone becomes a gap, if the row still names that very file. Answers whether it did.
   */
  giveUpClip(gap: GapRow, lost: StoredFile): Promise<boolean>;
  /**
   * A clip's row names another MP4 of the same fragments, made of them by the product, if it still names the one whose
   * bytes are gone. Answers whether it did.
   */
  replaceClip(streamArn: string, rowKey: string, lost: StoredFile, made: StoredFile): Promise<boolean>;
  /**
   * A clip's row forgets one of its two files that is gone, if it still names that very file and the other one too: a
   * row that names nothing would be none. Answers whether it did.
   */
  forgetFile(streamArn: string, rowKey: string, what: 'clip' | 'bundle', lost: StoredFile): Promise<boolean>;
}
