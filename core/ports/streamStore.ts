import type { ServerMs } from '../fragment.ts';
import type { PlanId } from '../plans/plan.ts';
import type { Enrolment } from '../streams/enrolment.ts';
import type {
  Lease,
  LeaseKind,
  OpenBundle,
  OpenPlan,
  StreamNotes,
  StreamState,
  WantedMinute,
} from '../streams/streamState.ts';

/** A change of a stream's open plans, made in one conditional update. */
export interface PlanChange {
  readonly open?: readonly OpenPlan[];
  readonly close?: readonly PlanId[];
  readonly openBundles?: readonly OpenBundle[];
  readonly closeBundles?: readonly PlanId[];
  /** Raises the version also where nothing is opened: plans made from an earlier reading are then not recorded. */
  readonly raiseVersion?: true;
}

/** The single item of each stream. */
export interface StreamStore {
  /** Strongly consistent. */
  get(streamArn: string): Promise<StreamState | undefined>;
  /** Writes the item unless there is one; returns the one that stands. */
  create(state: StreamState): Promise<StreamState>;
  /**
   * Opens and closes plans; opening raises the version. With `expectedVersion` only if it still is that one: whoever plans
   * must; whoever only closes need not.
   *
   * @throws ArchiverError `Conflict`
   */
  changePlans(streamArn: string, change: PlanChange, expectedVersion?: number): Promise<void>;
  /** Takes the lease if it is free, over, or the run's own. Answers the one that stands. */
  takeLease(streamArn: string, kind: LeaseKind, lease: Lease, nowMs: number): Promise<Lease>;
  /** Gives the lease up if it is still the run's. */
  releaseLease(streamArn: string, kind: LeaseKind, runId: string): Promise<void>;
  /**
   * Moves the watermark, forward only: an earlier one changes nothing. Answers whether it moved.
   *
   * @param newestServerMs the newest fragment that was listed; forward only as well, and no reason to stay
   */
  moveWatermark(streamArn: string, to: ServerMs, dailyPassMs?: number, newestServerMs?: ServerMs): Promise<boolean>;
  rememberEndpoint(streamArn: string, api: string, url: string): Promise<void>;
  rememberDescription(streamArn: string, retentionHours: number, describedMs: number): Promise<void>;
  /** Notes minutes of footage that are to be kept as bundles; again is fine. */
  want(streamArn: string, minutes: readonly WantedMinute[]): Promise<void>;
  /** Takes away minutes that nobody has asked for again since they were read. */
  settleWanted(streamArn: string, minutes: readonly WantedMinute[]): Promise<void>;
  /** Sets what is given of the stream's marks, and takes away those that are `null`. */
  mark(streamArn: string, marks: StreamMarks): Promise<void>;
  /** Every stream that was ever seen, enrolled or not, in pages. Eventually consistent. */
  page(after?: string): Promise<{ items: StreamState[]; nextToken?: string }>;
}

/** What is noted beside the archive's own work. */
export interface StreamMarks {
  readonly goneMs?: number | null;
  readonly withdrawnMs?: number | null;
  readonly noted?: StreamNotes;
}

/** What owners asked for, by stream name. */
export interface EnrolmentStore {
  get(streamName: string): Promise<Enrolment | undefined>;
  put(enrolment: Enrolment): Promise<void>;
  /** The name now belongs to another stream. */
  setArn(streamName: string, streamArn: string): Promise<void>;
  delete(streamName: string): Promise<void>;
  /** In pages. */
  list(pageSize: number, after?: string): Promise<{ items: Enrolment[]; nextToken?: string }>;
}
