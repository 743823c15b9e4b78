import type { ProducerMs, ServerMs } from '../fragment.ts';
import type { GapReason } from '../ledger/ledgerRow.ts';
import type { PlanId } from '../plans/plan.ts';

/** What coverage needs of a plan's row: when, and what became of it. Splits have none: their parts are rows themselves. */
export interface LedgerSpan {
  readonly planId: PlanId;
  readonly kind: 'clip' | 'gap' | 'erased';
  readonly startMs: ProducerMs;
  /** Time of the last frame: its own duration is missing, as a listing leaves it out. */
  readonly endMs: ProducerMs;
  /** How many fragments; 0 where the row does not say. */
  readonly fragments: number;
  /** Of a gap. */
  readonly reason?: GapReason;
  /** Of a clip: from when on lifecycle may have taken its objects. */
  readonly retireAtMs?: number;
  /** Server time of its earliest fragment, where the row says: what is known of the camera's clock. */
  readonly earliestServerMs?: ServerMs;
}
