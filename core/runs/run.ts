import type { GapReason } from '../ledger/ledgerRow.ts';
import type { LeaseKind } from '../streams/streamState.ts';

/**
 * Why a run happens. `live`: the schedule. `notification`: KVS said that it has a tagged fragment. `catch-up`: a stream is more than a pass behind. `stream`, `all`: a person,
 * for everything up to the moment of the start. `range`: a person, for a span of producer time. `backfill`: the schedule,
 * for open gaps whose next try is due. `gaps`: a person, for every open gap.
 */
export type RunKind = 'live' | 'notification' | 'catch-up' | 'stream' | 'all' | 'range' | 'backfill' | 'gaps';

/** Whether a person asked for it: such a run waits for its turn, and ends only when it has done what it was asked. */
export function isByHand({ kind }: { readonly kind: RunKind }): boolean {
  return kind === 'stream' || kind === 'all' || kind === 'range' || kind === 'gaps';
}

/** Whether it goes through gaps, and looks at no new footage. */
export function isOfGaps({ kind }: { readonly kind: RunKind }): boolean {
  return kind === 'backfill' || kind === 'gaps';
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
  /** Where the run goes on for another: when that one began. It left gaps that are not to be tried again. */
  readonly continuesMs?: number;
}

/** One line of a run's list: a stream, or a span of it in producer time (`toMs` is not part of it). */
export interface RunItem {
  readonly streamName: string;
  readonly fromMs?: number;
  readonly toMs?: number;
  /** The fragment that a notification named, and the server time from which on its stream is listed. */
  readonly notified?: { readonly fragment: string; readonly serverMs: number };
  /** Whose gaps: the stream of that name may be another by now. */
  readonly streamArn?: string;
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
  /** The fragment that has to be listed before anything is planned. */
  readonly awaits?: string;
  /** Where the watermark goes when all of the window is planned; not for ranges. */
  readonly commitToMs?: number;
  /** The server time that this run wants to reach. */
  readonly targetMs?: number;
  /** The last day was part of the window: noted when the window is committed. */
  readonly dailyPassMs?: number;
  /** A span left retention before it was listed. */
  readonly unseen?: true;
  /** KVS no longer has the stream: only what is planned is brought to its end. */
  readonly gone?: 'replaced' | 'deleted';
  /** Its owner has withdrawn or paused the stream: gaps are left alone until they expire. */
  readonly resting?: true;
  /** As KVS was last heard to keep the stream. */
  readonly retentionHours?: number;
  readonly startedMs: number;
  /** When the run began that this one continues. */
  readonly continuesMs?: number;
  readonly tries: number;
  readonly source: 'clip' | 'fragments';
  readonly bundles: boolean;
  /** The retention class that objects are tagged with. */
  readonly retention: string;
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
  readonly bundles: readonly { readonly planId: string; readonly row: string; readonly retention?: string }[];
  readonly summary: ListingSummary;
}

export interface ListingSummary {
  readonly listed: number;
  readonly known: number;
  readonly planned: number;
  readonly adopted: number;
  /** Plans of the same span that another live run is executing. */
  readonly foreign: number;
  /** Open plans that are left to a later pass, or to a new execution: no more fit into this one. */
  readonly left?: number;
  /** Open bundles that are left to a later pass. */
  readonly bundlesLeft?: number;
  /** The earliest server time of what found no place among the open plans. */
  readonly unplannedFromMs: number | null;
  /** The newest server time among what was listed; absent where nothing was. */
  readonly newestServerMs?: number;
  /** Fragments that found no place, and gaps that have not had their turn or that another run is at. */
  readonly unplanned?: number;
  readonly gapsLeft?: number;
  /** Gaps that were found to have left KVS, in part or all. */
  readonly expired?: number;
}

/** What became of one plan. */
export interface PlanOutcome {
  readonly planId: string;
  readonly status: 'archived' | 'gap';
  readonly reason?: GapReason;
  readonly clips: number;
  /** Stored for it now, clips and bundles. */
  readonly bytes?: number;
  /** Fragments that its clips hold, and the footage that they are. */
  readonly fragments?: number;
  readonly footageMs?: number;
  /** Parts of the plan that could not be read, and are open plans of their own now. */
  readonly openParts: number;
  /** Clips whose bundle is still to be made: the first of them, at most MAX_BUNDLES_OF_OUTCOME. */
  readonly bundles: readonly { readonly planId: string; readonly row: string }[];
  /** Further ones, which are open bundles of the stream. */
  readonly bundlesLeft?: number;
  /** Tries of the plan and retries of its last call, as the machine counts them. */
  readonly tries?: number;
  readonly retries?: number;
}

/** What became of one bundle. */
export interface BundleOutcome {
  readonly planId: string;
  readonly status: 'archived' | 'failed' | 'gone';
  readonly bytes?: number;
  /** Retries of the call, as the machine counts them. */
  readonly retries?: number;
}
