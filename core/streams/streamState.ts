import type { ProducerMs, ServerMs } from '../fragment.ts';
import type { PlanId } from '../plans/plan.ts';

/** A plan that was recorded and not yet brought to its end. Its fragments stand in the plan's document. */
export interface OpenPlan {
  readonly planId: PlanId;
  readonly fragments: number;
  readonly startProducerMs: ProducerMs;
  readonly endProducerMs: ProducerMs;
  /** When it was recorded, and by which run. */
  readonly openedMs: number;
  readonly runId: string;
}

/** A plan whose clip is stored and whose bundle is not yet. */
export interface OpenBundle {
  readonly planId: PlanId;
  /** The ledger row of the clip. */
  readonly row: string;
  /** The retention class that the clip and its bundle get, where it keeps longer than theirs. */
  readonly retention?: string;
  /** Runs in which it could not be made, and when the schedule tries it next. */
  readonly tries?: number;
  readonly nextTryMs?: number;
}

/**
 * A minute of footage that is to be kept as bundles, whatever the stream's policy: somebody saw something in it, or a
 * notification named it. It stays until all that may become of it is archived.
 */
export interface WantedMinute {
  /** Producer time, a whole minute. */
  readonly minuteMs: number;
  /** The retention class that it gets, where that keeps longer than the stream's. */
  readonly retention?: string;
  /** When it was asked for last, by the clock of the service. */
  readonly sinceMs: number;
}

/** The name of a wanted minute: one for each class. */
export function wantedId({ minuteMs, retention = '' }: Pick<WantedMinute, 'minuteMs' | 'retention'>): string {
  return `${minuteMs}@${retention}`;
}

/** A bundle that could not be made in so many runs is a finding. */
export const BUNDLE_TRIES = 3;

/** Who works on a stream. A lease only saves work: correctness rests on the item's version. */
export interface Lease {
  readonly runId: string;
  /** A run that has ended in whatever way holds nothing any more. */
  readonly executionArn: string;
  readonly untilMs: number;
}

/** Live passes exclude each other, and so do ranges, backfill, and runs that a notification started; the kinds may overlap. */
export type LeaseKind = 'live' | 'range' | 'backfill' | 'notified';

/** The single item of a stream, by ARN: a stream that was deleted and made again is another stream. */
export interface StreamState {
  readonly streamArn: string;
  readonly streamName: string;
  /** Grows whenever plans are opened, which is conditional on the version that was read before the ledger was. */
  readonly version: number;
  /**
   * The server time up to which the stream was listed, and every fragment found is in a clip, a gap or an open plan.
   * Only moves forward.
   */
  readonly watermarkMs: ServerMs;
  readonly openPlans: readonly OpenPlan[];
  readonly openBundles: readonly OpenBundle[];
  readonly leases: Readonly<Partial<Record<LeaseKind, Lease>>>;
  /** Data endpoints by API name. GetDataEndpoint has 300 calls a second for the whole account. */
  readonly endpoints: Readonly<Record<string, string>>;
  readonly createdMs: ServerMs;
  /** The watermark that it began with: what came before was not asked for. Absent on items of before this was noted. */
  readonly beganMs?: ServerMs;
  readonly retentionHours: number;
  /** When the description (retention, creation) was last read from KVS. */
  readonly describedMs: number;
  /** When the last day was last listed again. */
  readonly dailyPassMs: number;
  /** The newest fragment that live passes have listed. Only moves forward; absent before the first. */
  readonly newestServerMs?: ServerMs;
  /** When KVS was found to have the stream no longer. */
  readonly goneMs?: number;
  /** When its owner took the stream off the list: automatic enrolment leaves it alone. */
  readonly withdrawnMs?: number;
  readonly noted?: StreamNotes;
  /** Absent where nobody ever asked. */
  readonly wanted?: readonly WantedMinute[];
}

/** What was noticed of a stream, and told: each change is told once. */
export interface StreamNotes {
  /** When the stream was first in order after its enrolment. */
  readonly caughtUpMs?: number;
  readonly behindSinceMs?: number;
  readonly silentSinceMs?: number;
  readonly losingSinceMs?: number;
  readonly deletedMs?: number;
}

/** Plans that may be open at once: the item stays small, and planning waits when they are. */
export const MAX_OPEN_PLANS = 64;

/** Of these, so many are kept free for live passes: a big range or backfill must not make them wait. */
export const OPEN_PLANS_FOR_LIVE = 16;
