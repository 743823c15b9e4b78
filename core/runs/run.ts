import type { GapReason } from '../ledger/ledgerRow.ts';
import type { LeaseKind } from '../streams/streamState.ts';

/**
 * Why a run happens. `live`: the schedule. `catch-up`: a stream is more than a pass behind. `stream`, `all`: a person,
 * for everything up to the moment of the start. `range`: a person, for a span of producer time.
 */
export type RunKind = 'live' | 'catch-up' | 'stream' | 'all' | 'range';

/** Whether a person asked for it: such a run waits for its turn, and ends only when it has done what it was asked. */
export function isByHand({ kind }: { readonly kind: RunKind }): boolean {
  return kind === 'stream' || kind === 'all' || kind === 'range';
}

/** A run, as PrepareRun describes it to every later step. */
export interface Run {
  readonly runId: string;
  readonly kind: RunKind;
  /** The type of the distributed Map's children; `NONE` when there is nothing to go through. */
  readonly children: 'EXPRESS' | 'STANDARD' | 'NONE';
  readonly maxConcurrency: number;
  readonly items: { readonly bucket: string; readonly prefix: string };
  readonly results: { readonly bucket: string; readonly prefix: string };
  readonly startedMs: number;
  readonly executionArn: string;
  readonly stateMachineArn: string;
}

/** One line of a run's list: a stream, or a span of it in producer time (`toMs` is not part of it). */
export interface RunItem {
  readonly streamName: string;
  readonly fromMs?: number;
  readonly toMs?: number;
}

/** A span by one clock, both ends inclusive, in milliseconds. */
export interface Span {
  readonly startMs: number;
  readonly endMs: number;
}

/** What a pass over a stream looks at, and what it needs to know of the stream's settings. */
export interface Window {
  readonly status: 'window';
  readonly streamName: string;
  readonly streamArn: string;
  readonly runId: string;
  readonly executionArn: string;
  readonly kind: RunKind;
  readonly leaseKind: LeaseKind;
  readonly clock: 'server' | 'producer';
  readonly spans: readonly Span[];
  /** The range that a person asked for, in producer time; `toMs` is not part of it. */
  readonly range?: { readonly fromMs: number; readonly toMs: number };
  /** Where the watermark goes when all of the window is planned; not for ranges. */
  readonly commitToMs?: number;
  /** The server time that this run wants to reach. */
  readonly targetMs?: number;
  /** The last day was part of the window: noted when the window is committed. */
  readonly dailyPassMs?: number;
  /** KVS no longer has the stream: only what is planned is brought to its end. */
  readonly gone?: 'replaced' | 'deleted';
  readonly tries: number;
  readonly source: 'clip' | 'fragments';
  readonly bundles: boolean;
  readonly bucket: string;
  readonly prefix?: string;
}

/** The answer of ComputeWindow. */
export type WindowDecision =
  | Window
  | { readonly status: 'wait'; readonly streamName: string; readonly seconds: number }
  | { readonly status: 'skip'; readonly streamName: string; readonly reason: string };

/** The answer of ListFragments. */
export interface Listing {
  readonly status: 'planned' | 'wait';
  readonly seconds?: number;
  /** Plans to execute now: just recorded, and left open by others. */
  readonly plans: readonly { readonly planId: string }[];
  readonly bundles: readonly { readonly planId: string; readonly row: string }[];
  readonly summary: ListingSummary;
}

export interface ListingSummary {
  readonly listed: number;
  readonly known: number;
  readonly planned: number;
  readonly adopted: number;
  /** Plans of the same span that another live run is executing. */
  readonly foreign: number;
  /** The earliest server time of what found no place among the open plans. */
  readonly unplannedFromMs: number | null;
}

/** What became of one plan. */
export interface PlanOutcome {
  readonly planId: string;
  readonly status: 'archived' | 'gap';
  readonly reason?: GapReason;
  readonly clips: number;
  /** Parts of the plan that could not be read, and are open plans of their own now. */
  readonly openParts: number;
  /** Clips whose bundle is still to be made. */
  readonly bundles: readonly { readonly planId: string; readonly row: string }[];
}

/** What became of one bundle. */
export interface BundleOutcome {
  readonly planId: string;
  readonly status: 'archived' | 'failed' | 'gone';
}
