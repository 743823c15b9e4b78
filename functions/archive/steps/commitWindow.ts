import { createHash } from 'node:crypto';
import { serverMs } from '../../../core/fragment.ts';
import { anotherPassFits, eventsOfPass } from '../../../core/limits/historyBudget.ts';
import type { Ledger } from '../../../core/ports/ledger.ts';
import type { EventPublisher, RunLog } from '../../../core/ports/runLog.ts';
import type { StreamStore } from '../../../core/ports/streamStore.ts';
import {
  type BundleOutcome,
  isByHand,
  isOfGaps,
  type ListingSummary,
  type PlanOutcome,
  type Window,
} from '../../../core/runs/run.ts';
import type { Clock } from '../../../core/system.ts';
import { lostOfPass } from './lostOfPass.ts';
import { noteFailedBundles } from './noteFailedBundles.ts';

export interface CommitWindowInput {
  readonly window: Window;
  readonly listing: ListingSummary;
  readonly outcomes: readonly PlanOutcome[];
  readonly bundles: readonly BundleOutcome[];
  readonly passes: number;
  /** Rounds of waiting in this pass, and events of the execution's history before it, at most. */
  readonly waits?: number;
  readonly history?: number;
}

export interface CommitWindowPorts {
  readonly streams: StreamStore;
  readonly ledger: Ledger;
  readonly runs: RunLog;
  readonly events: EventPublisher;
  readonly clock: Clock;
}

/** What the child does after a pass. */
export interface Commit {
  readonly next: 'again' | 'catch-up' | 'nested' | 'done';
  /** For a new execution: the same stream at the same place gets the same name, so it starts once. */
  readonly catchUpName: string;
  /** For a run that goes on nested: the input. */
  readonly nested: Readonly<Record<string, unknown>>;
  /** Events of the execution's history up to here, at most. */
  readonly history: number;
  /** Plans of this pass that became gaps; for a range, its open gaps at the end. */
  readonly lost: number;
  readonly clips: number;
  readonly watermarkMs: number;
  readonly lagMs: number;
}

/** Passes over one stream of a scheduled backfill: some 200 plans, a day of footage and more. */
const BACKFILL_PASSES = 4;

/**
 * Ends a pass: moves the watermark (forward only), writes what was done, tells the world, and says what comes next.
 */
export async function commitWindow(input: CommitWindowInput, ports: CommitWindowPorts): Promise<Commit> {
  const { window, listing, outcomes, bundles, passes } = input;
  const reached = await moveWatermark(window, listing, ports);
  const now = ports.clock.now();
  const { waits = 0, history: before = 0 } = input;
  const history = before + eventsOfPass({ waits, tries: window.tries, plans: outcomes, bundles });
  const next = whatNext(input, reached, history);
  if (next !== 'again') await ports.streams.releaseLease(window.streamArn, window.leaseKind, window.runId);

  const gaps = outcomes.filter(({ status }) => status === 'gap').length;
  const failing = await noteFailedBundles(window, bundles, ports, now);
  const lost = failing + (await lostOfPass(input, next === 'done', ports.ledger));
  const clips = outcomes.reduce((sum, outcome) => sum + outcome.clips, 0);
  const record = {
    streamArn: window.streamArn,
    streamName: window.streamName,
    runId: window.runId,
    executionArn: window.executionArn,
    pass: passes,
    kind: window.kind,
    endedMs: now,
    windows: window.spans.map((span) => ({ clock: window.clock, ...span })),
    listed: listing.listed,
    alreadyKnown: listing.known,
    planned: listing.planned,
    clips,
    bundles: bundles.filter(({ status }) => status === 'archived').length,
    failedBundles: bundles.filter(({ status }) => status !== 'archived').length,
    gaps,
    fragments: outcomes.reduce((sum, outcome) => sum + (outcome.fragments ?? 0), 0),
    footageMs: outcomes.reduce((sum, outcome) => sum + (outcome.footageMs ?? 0), 0),
    bytes: [...outcomes, ...bundles].reduce((sum, { bytes = 0 }) => sum + bytes, 0),
    unplanned: listing.unplanned ?? 0,
    watermarkMs: reached,
    lagMs: Math.max(0, now - reached),
  };
  await ports.runs.put(record);
  if (clips > 0 || gaps > 0) await ports.events.publish('Window Archived', { ...record });
  return {
    next,
    catchUpName: catchUpName(window, reached, now),
    nested: nestedInput(window),
    history,
    lost,
    clips,
    watermarkMs: reached,
    lagMs: record.lagMs,
  };
}

/** Everything found below the new watermark is in a clip, a gap or an open plan: what was not planned holds it back. */
async function moveWatermark(window: Window, listing: ListingSummary, ports: CommitWindowPorts): Promise<number> {
  if (window.commitToMs !== undefined) {
    const to = Math.min(window.commitToMs, (listing.unplannedFromMs ?? Number.POSITIVE_INFINITY) - 1);
    const daily = listing.unplannedFromMs === null ? window.dailyPassMs : undefined;
    const newest = listing.newestServerMs === undefined ? undefined : serverMs(listing.newestServerMs);
    if (await ports.streams.moveWatermark(window.streamArn, serverMs(to), daily, newest)) return to;
  }
  return (await ports.streams.get(window.streamArn))?.watermarkMs ?? 0;
}

function whatNext(input: CommitWindowInput, reached: number, history: number): Commit['next'] {
  const { window, listing, outcomes } = input;
  const byHand = isByHand(window);
  const fits = anotherPassFits(history, window.tries);
  const openParts = outcomes.some((outcome) => outcome.openParts > 0);
  const unplanned = listing.unplannedFromMs !== null;
  const more =
    unplanned ||
    (listing.left ?? 0) > 0 ||
    bundlesToGoOnWith(input) ||
    (listing.gapsLeft ?? 0) > 0 ||
    (window.gone === 'replaced' && !isOfGaps(window)) ||
    (byHand && listing.foreign > 0) ||
    ((byHand || isOfGaps(window)) && openParts) ||
    (window.targetMs !== undefined && reached < window.targetMs);
  // What it leaves is the schedule's.
  if (!more || window.kind === 'notification') return 'done';
  if (window.kind === 'live') return 'catch-up';
  // The schedule comes again: no stream holds the others up, and no gap is tried twice in a row.
  if (window.kind === 'backfill') return input.passes < BACKFILL_PASSES && fits ? 'again' : 'done';
  if (fits) return 'again';
  return byHand ? 'nested' : 'catch-up';
}

/** Bundles that found no place in this pass. Where none could be made now, the next run is soon enough. */
function bundlesToGoOnWith({ listing, outcomes, bundles }: CommitWindowInput): boolean {
  const wanted = outcomes.reduce((sum, each) => sum + each.bundles.length + (each.bundlesLeft ?? 0), 0);
  const fromBefore = bundles.filter(
    ({ planId }) => !outcomes.some((each) => each.bundles.some((b) => b.planId === planId)),
  );
  const left = (listing.bundlesLeft ?? 0) + Math.max(0, wanted - (bundles.length - fromBefore.length));
  return left > 0 && bundles.some(({ status }) => status !== 'failed');
}

/** An execution that goes on where this one's history would grow too long: the same wish, for whoever waits for it. */
function nestedInput(window: Window): Record<string, unknown> {
  const { streamName, range, startedMs, continuesMs = startedMs } = window;
  return {
    trigger: isOfGaps(window) ? 'backfill' : 'manual',
    stream: streamName,
    ...(range === undefined ? {} : { from: range.fromMs, to: range.toMs }),
    continues: continuesMs,
  };
}

/** The same place within the same hour is the same execution; one that ended there without getting on is not for ever. */
function catchUpName(window: Window, reached: number, now: number): string {
  const stream = createHash('sha256').update(window.streamArn).digest('hex').slice(0, 12);
  return `catch-up-${stream}-${reached}-${Math.floor(now / 3_600_000)}`;
}
