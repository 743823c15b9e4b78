import type { FragmentNumber, ProducerMs, ServerMs } from '../fragment.ts';
import type { PlanId } from '../plans/plan.ts';

/**
 * Why footage is not in the archive. `failed`: KVS has it and we could not store it. `expired`: it left KVS first.
 * `unsupported-media`: KVS itself cannot give it back.
 */
export type GapReason = 'failed' | 'expired' | 'unsupported-media';

interface PlanRow {
  readonly streamArn: string;
  readonly streamName: string;
  readonly planId: PlanId;
  readonly startProducerMs: ProducerMs;
  readonly endProducerMs: ProducerMs;
  readonly numbers: readonly FragmentNumber[];
  /** When the row was written. */
  readonly writtenMs: number;
}

/** A file in a bucket. */
export interface StoredFile {
  readonly bucket: string;
  readonly key: string;
  readonly bytes: number;
  readonly sha256: string;
}

/** A plan that was stored: as an MP4, or, where no MP4 can hold it, as a bundle only. */
export interface ClipRow extends PlanRow {
  readonly kind: 'clip';
  readonly clip?: StoredFile;
  readonly bundle?: StoredFile;
  readonly source: 'GET_CLIP' | 'FRAGMENTS';
  /** The retention class that its objects are tagged with; absent on rows of before there were classes: kept for ever. */
  readonly retention?: string;
  /** From when on the bucket's lifecycle may have taken the objects: the row is then their tombstone. */
  readonly retireAtMs?: number;
  /** The server time of its earliest fragment: what is known of the camera's clock. Absent on older rows. */
  readonly earliestServerMs?: ServerMs;
}

/** A plan that was not stored, with the reason. */
export interface GapRow extends PlanRow {
  readonly kind: 'gap';
  readonly reason: GapReason;
  /** What was tried last, in words. */
  readonly error: string;
  readonly tries: number;
  readonly runId: string;
  /** Rounds of tries, one a run, that ended in this gap. Absent, as all below, on rows of before there was backfill. */
  readonly rounds?: number;
  readonly firstFailedMs?: number;
  /** The server time of its earliest fragment: retention goes by it. */
  readonly earliestServerMs?: ServerMs;
  /** From when on KVS takes fragments of it away, by the retention that the stream had when the row was written. */
  readonly expiresMs?: number;
  /** When backfill tries it next; only of `failed` gaps. */
  readonly nextTryMs?: number;
}

/** A `failed` gap as the list of all open ones tells of it. */
export interface OpenGap {
  readonly streamArn: string;
  readonly streamName: string;
  readonly expiresMs: number;
  readonly nextTryMs: number;
}

/**
 * A plan that gave way to others: its codec changes inside, or some of its fragments could not be read. The row is what
 * decides between two executors of one plan, one that stores it and one that splits it.
 */
export interface SplitRow extends PlanRow {
  readonly kind: 'split';
  readonly parts: readonly PlanId[];
}

/**
 * A clip that its owner asked to erase: its objects are gone, its fragments stay known, so that what KVS still holds of
 * them is not archived again.
 */
export interface ErasedRow extends PlanRow {
  readonly kind: 'erased';
  readonly erasedMs: number;
  /** Who asked for it, as the erasure's record names them. */
  readonly erasedBy: string;
  /** The erasure's record. */
  readonly erasureId: string;
  /**
   * Objects that may still be there: whoever erases deletes them once the row stands, and takes this away. A row that
   * bears it belongs to an erasure that has not come to its end.
   */
  readonly pending?: readonly { readonly bucket: string; readonly key: string }[];
}

/** A span of server time that left retention before it was listed: which fragments it held is not known. */
export interface UnseenRow {
  readonly kind: 'unseen';
  readonly streamArn: string;
  readonly streamName: string;
  readonly reason: 'expired';
  readonly startServerMs: ServerMs;
  readonly endServerMs: ServerMs;
  readonly writtenMs: number;
}

/** What became of a plan: the sort key is the plan's, so it is one of these and never two. */
export type PlanLedgerRow = ClipRow | GapRow | SplitRow | ErasedRow;
export type LedgerRow = PlanLedgerRow | UnseenRow;

const WIDTH = 15;
const pad = (ms: number): string => String(ms).padStart(WIDTH, '0');

/**
 * The sort key of a plan's row: the end of its footage, then the plan. Clip and gap of one plan share it, so a plan is
 * never both; ordered by end, "everything that reaches beyond t" is one range.
 */
export function planRowKey(plan: { endProducerMs: ProducerMs; planId: PlanId }): string {
  return `p#${pad(plan.endProducerMs)}#${plan.planId}`;
}

/** The sort key of an unseen span, apart from the plans': server time is another clock. */
export function unseenRowKey(row: Pick<UnseenRow, 'startServerMs'>): string {
  return `u#${pad(row.startServerMs)}`;
}

/** Bounds of the sort key for rows of plans whose footage ends in [from, to]. */
export function planRowRange(from: number, to: number): { first: string; last: string } {
  return { first: `p#${pad(Math.max(0, from))}`, last: `p#${pad(Math.min(to, 10 ** WIDTH - 1))}#~` };
}

/** The first and the last moment of a row, whichever clock it is in. */
export function rowSpan(row: LedgerRow): { startMs: number; endMs: number } {
  return row.kind === 'unseen'
    ? { startMs: row.startServerMs, endMs: row.endServerMs }
    : { startMs: row.startProducerMs, endMs: row.endProducerMs };
}
