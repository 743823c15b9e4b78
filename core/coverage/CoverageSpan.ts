import type { GapReason } from '../ledger/ledgerRow.ts';

/**
 * What is to be said of a moment. The reasons of the ledger, and those that are derived when somebody asks:
 * `not-recorded` (nothing was sent), `retired` (retention has taken the clip), `erased` (its owner has), `pending` (KVS
 * has it and it is on its way). `unclaimed`: nobody has looked yet, or nobody was asked to; nothing is said of it.
 */
export type CoverageKind = 'archived' | GapReason | 'pending' | 'erased' | 'retired' | 'not-recorded' | 'unclaimed';

/** A stretch of producer time of which one thing is to be said; `endMs` is not part of it. */
export interface CoverageSpan {
  readonly startMs: number;
  readonly endMs: number;
  readonly kind: CoverageKind;
  /** Known by the server clock only, and set on the footage clock by what is known of the camera's. */
  readonly estimated?: true;
}
