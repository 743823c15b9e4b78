import type { ProducerMs } from '../fragment.ts';
import type {
  ClipRow,
  ErasedRow,
  GapRow,
  OpenGap,
  PlanLedgerRow,
  SplitRow,
  StoredFile,
  UnseenRow,
} from '../ledger/ledgerRow.ts';
import type { RaisedRetention } from '../retention/raisedRetention.ts';

/** The ledger: one row a plan, as clip or as gap, and the spans that nobody saw. */
export interface Ledger {
  /** Strongly consistent. */
  get(streamArn: string, rowKey: string): Promise<PlanLedgerRow | undefined>;
  /** Rows of plans whose footage overlaps [from, to] in producer time, strongly consistent. */
  overlapping(streamArn: string, from: ProducerMs, to: ProducerMs): AsyncIterable<PlanLedgerRow>;
  /**
   * Writes what became of a plan over nothing, or over the gap of the same plan. `exists`: it was archived or split
   * before, and that stands.
   */
  putClip(row: ClipRow): Promise<'stored' | 'exists'>;
  /** As `putClip`. */
  putSplit(row: SplitRow): Promise<'stored' | 'exists'>;
  /** As `putClip`. */
  putGap(row: GapRow): Promise<'stored' | 'exists'>;
  /**
   * Erases a plan: writes its row over what was read of it (nothing, a gap, a clip), and over nothing else.
   *
   * @returns `changed` where something else stands there by now: read again
   */
  putErased(row: ErasedRow, over: GapRow | ClipRow | undefined): Promise<'stored' | 'changed'>;
  /** Nothing of an erased plan is left: takes `pending` off its row. Again is fine. */
  finishErased(streamArn: string, rowKey: string): Promise<void>;
  /** Writes a span that left retention unseen; again is fine. */
  putUnseen(row: UnseenRow): Promise<void>;
  /** Adds the bundle to a clip's row. @throws ArchiverError `NotFound` */
  addBundle(streamArn: string, rowKey: string, bundle: StoredFile): Promise<void>;
  /** Notes that a clip and its bundle are kept by another class now. @throws ArchiverError `NotFound` */
  raiseRetention(streamArn: string, rowKey: string, raised: RaisedRetention): Promise<void>;
  /** Takes a gap's row away, if it still is a gap. */
  deleteGap(streamArn: string, rowKey: string): Promise<void>;
  /** Gaps of a stream in order of time, in pages. Eventually consistent. */
  gaps(
    streamArn: string,
    page?: { limit?: number; after?: string },
  ): Promise<{ items: (GapRow | UnseenRow)[]; nextToken?: string }>;
  /**
   * The open `failed` gaps of every stream, soonest-expiring first: what backfill goes through. Eventually consistent.
   *
   * @param dueMs only those whose next try is due by then
   */
  openGaps(dueMs?: number): AsyncIterable<OpenGap>;
}
