import { ArchiverError, isArchiverError } from '../../../core/errors.ts';
import { serverMs } from '../../../core/fragment.ts';
import { MAX_WAITS, waitSeconds } from '../../../core/limits/historyBudget.ts';
import { listsFromMs } from '../../../core/notifications/foldedRun.ts';
import type { Executions } from '../../../core/ports/executions.ts';
import type { FootageSource } from '../../../core/ports/footageSource.ts';
import type { Ledger } from '../../../core/ports/ledger.ts';
import type { EnrolmentStore, StreamStore } from '../../../core/ports/streamStore.ts';
import { STANDARD_CLASS } from '../../../core/retention/retentionClasses.ts';
import {
  isByHand,
  isOfGaps,
  type Run,
  type RunItem,
  type Window,
  type WindowDecision,
} from '../../../core/runs/run.ts';
import { type Enrolment, parseEnrolmentSettings } from '../../../core/streams/enrolment.ts';
import { initialState } from '../../../core/streams/initialState.ts';
import type { Lease, LeaseKind, StreamState } from '../../../core/streams/streamState.ts';
import type { Clock } from '../../../core/system.ts';
import { chooseWindow, rangeSpan, type WindowSettings } from '../../../core/windows/chooseWindow.ts';

/** Longer than any pass: Express children end after five minutes, and a Standard pass renews it at each window. */
const LEASE_MS = { EXPRESS: 5 * 60_000, STANDARD: 15 * 60_000, NONE: 0 } as const;
/** KVS allows 300 DescribeStream calls a second for the account: the description is read anew once an hour. */
const DESCRIBED_FOR_MS = 3_600_000;

/** Rounds in which a notification's run waits for its turn: a minute or two of an Express child's five. */
const NOTIFICATION_WAITS = 6;

export interface ComputeWindowInput {
  readonly item: RunItem;
  readonly run: Run;
  readonly waits: number;
}

export interface ComputeWindowPorts {
  readonly enrolments: EnrolmentStore;
  readonly streams: StreamStore;
  readonly ledger: Ledger;
  readonly source: FootageSource;
  readonly executions: Executions;
  readonly clock: Clock;
  readonly archiveBucket: string;
  readonly settings: WindowSettings;
}

/**
 * Decides what a pass over a stream looks at; takes the stream's lease.
 *
 * @throws ArchiverError `NotFound` where the stream is neither in KVS nor known; `LeaseLost` after half a day of waits
 */
export async function computeWindow(input: ComputeWindowInput, ports: ComputeWindowPorts): Promise<WindowDecision> {
  const { item, run } = input;
  const { streamName } = item;
  const skip = (reason: string): WindowDecision => ({ status: 'skip', streamName, reason });
  const now = ports.clock.now();

  const enrolment = await ports.enrolments.get(streamName);
  if (isOfGaps(run)) return windowOfGaps(input, enrolment, ports, now);
  if (enrolment === undefined) return skip('not-enrolled');
  if (!enrolment.settings.enabled && (run.kind === 'live' || run.kind === 'notification')) return skip('disabled');

  // What was PERSISTED before a person's run started must have become listable.
  const settledAt = run.kind === 'notification' ? listsFromMs(run.startedMs) : run.startedMs + ports.settings.settleMs;
  if ((isByHand(run) || run.kind === 'notification') && now < settledAt)
    return { status: 'wait', streamName, seconds: secondsUntil(settledAt, now) };

  const { state, gone } = await currentState(enrolment, run, ports, now);
  if (gone === 'deleted' && state.openPlans.length === 0) {
    await giveUpBundles(state, ports.streams);
    return skip('deleted');
  }
  if (gone === undefined && state.retentionHours === 0) {
    throw new ArchiverError(
      'InvalidInput',
      `${streamName}: KVS keeps nothing of this stream (its retention is 0 hours)`,
    );
  }
  const leaseKind: LeaseKind = item.notified !== undefined ? 'notified' : item.fromMs === undefined ? 'live' : 'range';
  const turn = await takeTurn(state.streamArn, leaseKind, input, ports, now);
  if (turn !== undefined) return turn;

  const common = commonPart(enrolment, state, run, leaseKind, ports.archiveBucket);
  if (gone !== undefined) return { ...common, clock: 'server', spans: [], gone };
  if (item.notified !== undefined) {
    // From the fragment to the newest. What came before it is the schedule's, and so is the watermark.
    const { fragment, serverMs: from } = item.notified;
    const spans = [{ startMs: Math.min(from, now), endMs: now }];
    return { ...common, clock: 'server', spans, awaits: fragment };
  }
  if (item.fromMs !== undefined && item.toMs !== undefined) {
    const range = { fromMs: item.fromMs, toMs: item.toMs };
    return { ...common, clock: 'producer', spans: [rangeSpan(range)], range };
  }
  const chosen = chooseWindow(state, enrolment.settings, ports.settings, run, now);
  if (chosen.kind === 'none') {
    await ports.streams.releaseLease(state.streamArn, 'live', run.runId);
    return skip(chosen.reason);
  }
  const { unseen } = chosen;
  if (unseen !== undefined) {
    await ports.ledger.putUnseen({
      kind: 'unseen',
      streamArn: state.streamArn,
      streamName,
      reason: 'expired',
      startServerMs: serverMs(unseen.startMs),
      endServerMs: serverMs(unseen.endMs),
      writtenMs: now,
    });
  }
  const { spans, commitToMs, targetMs, dailyPassMs } = chosen;
  return {
    ...common,
    clock: 'server',
    spans,
    commitToMs,
    targetMs,
    ...(dailyPassMs === undefined ? {} : { dailyPassMs }),
    ...(unseen === undefined ? {} : { unseen: true }),
  };
}

/**
 * A pass over the open gaps of a stream. Where the stream bears another ARN now, or is gone, its gaps have expired with
 * it; where its owner has withdrawn or paused it, they rest until they have.
 */
async function windowOfGaps(
  input: ComputeWindowInput,
  enrolment: Enrolment | undefined,
  ports: ComputeWindowPorts,
  now: number,
): Promise<WindowDecision> {
  const { item, run } = input;
  const { streamName } = item;
  const streamArn = item.streamArn ?? enrolment?.streamArn;
  const known = streamArn === undefined ? undefined : await ports.streams.get(streamArn);
  if (known === undefined) return { status: 'skip', streamName, reason: 'not-enrolled' };
  const { state, gone } = await ownerOfGaps(known, enrolment, run, ports, now);
  const turn = await takeTurn(state.streamArn, 'backfill', input, ports, now);
  if (turn !== undefined) return turn;
  const resting = enrolment === undefined || (!enrolment.settings.enabled && run.kind === 'backfill');
  const settings = enrolment ?? { streamName, streamArn: state.streamArn, settings: parseEnrolmentSettings({}) };
  const common = commonPart(settings, state, run, 'backfill', ports.archiveBucket);
  return {
    ...common,
    clock: 'server',
    spans: [],
    ...(gone === undefined ? {} : { gone }),
    ...(resting ? { resting } : {}),
  };
}

/** The stream that the gaps are of, and whether KVS still has it. */
async function ownerOfGaps(
  known: StreamState,
  enrolment: Enrolment | undefined,
  run: Run,
  ports: ComputeWindowPorts,
  now: number,
): Promise<Known> {
  if (enrolment === undefined) return { state: known };
  if (enrolment.streamArn !== known.streamArn) return { state: known, gone: 'replaced' };
  const { state, gone } = await currentState(enrolment, run, ports, now);
  if (state.streamArn !== known.streamArn) return { state: known, gone: 'replaced' };
  return gone === undefined ? { state } : { state, gone };
}

/** Takes the stream's lease; answers what to do instead where another run has it. */
async function takeTurn(
  streamArn: string,
  leaseKind: LeaseKind,
  { item: { streamName }, run, waits }: ComputeWindowInput,
  ports: ComputeWindowPorts,
  now: number,
): Promise<WindowDecision | undefined> {
  const standing = await takeLease(streamArn, leaseKind, run, ports, now);
  if (standing.runId === run.runId) return undefined;
  const waitsForTurn = isByHand(run) || (run.kind === 'notification' && waits < NOTIFICATION_WAITS);
  if (!waitsForTurn) return { status: 'skip', streamName, reason: 'busy' };
  if (waits >= MAX_WAITS) {
    throw new ArchiverError('LeaseLost', `${streamName}: run ${standing.runId} has held the stream for too long`);
  }
  return { status: 'wait', streamName, seconds: waitSeconds(waits) };
}

/** Takes the lease, also from a run that has ended without giving it up: killed, stopped, failed. */
async function takeLease(
  streamArn: string,
  kind: LeaseKind,
  run: Run,
  ports: ComputeWindowPorts,
  now: number,
): Promise<Lease> {
  const { runId, executionArn } = run;
  const lease = { runId, executionArn, untilMs: now + LEASE_MS[run.children] };
  const standing = await ports.streams.takeLease(streamArn, kind, lease, now);
  if (standing.runId === runId || standing.executionArn === '') return standing;
  if (!(await ports.executions.hasEnded(standing.executionArn))) return standing;
  await ports.streams.releaseLease(streamArn, kind, standing.runId);
  return ports.streams.takeLease(streamArn, kind, lease, now);
}

function secondsUntil(moment: number, now: number): number {
  return Math.max(1, Math.ceil((moment - now) / 1000));
}

function commonPart(
  enrolment: Pick<Enrolment, 'streamName' | 'streamArn' | 'settings'>,
  state: StreamState,
  run: Run,
  leaseKind: LeaseKind,
  archiveBucket: string,
): Omit<Window, 'clock' | 'spans'> {
  const { tries, source, fragments, bucket, prefix, retention = STANDARD_CLASS } = enrolment.settings;
  return {
    status: 'window',
    streamName: enrolment.streamName,
    streamArn: state.streamArn,
    runId: run.runId,
    executionArn: run.executionArn,
    kind: run.kind,
    startedMs: run.startedMs,
    leaseKind,
    tries,
    source,
    bundles: fragments === 'all',
    retention,
    bucket: bucket ?? archiveBucket,
    retentionHours: state.retentionHours,
    ...(prefix === undefined ? {} : { prefix }),
    ...(run.continuesMs === undefined ? {} : { continuesMs: run.continuesMs }),
  };
}

/** A stream's state, and whether KVS still has the stream: another may bear its name, or none. */
interface Known {
  readonly state: StreamState;
  readonly gone?: 'replaced' | 'deleted';
}

/** The item of the stream that bears the name now; made when the stream is seen for the first time. */
async function currentState(enrolment: Enrolment, run: Run, ports: ComputeWindowPorts, now: number): Promise<Known> {
  const known = await ports.streams.get(enrolment.streamArn);
  if (known !== undefined && !isByHand(run) && now - known.describedMs < DESCRIBED_FOR_MS) return { state: known };
  try {
    const description = await ports.source.describe(enrolment.streamName);
    if (known !== undefined && description.streamArn === known.streamArn) {
      await ports.streams.rememberDescription(known.streamArn, description.retentionHours, now);
      if (known.goneMs !== undefined) await ports.streams.mark(known.streamArn, { goneMs: null });
      return { state: { ...known, retentionHours: description.retentionHours, describedMs: now } };
    }
    // Deleted and made again: another stream. Plans of the old one are brought to their end first.
    if (known !== undefined && known.openPlans.length > 0) return { state: known, gone: 'replaced' };
    if (known !== undefined) await giveUpBundles(known, ports.streams);
    const state = await ports.streams.create(initialState(description, enrolment.settings.since, now));
    await ports.enrolments.setArn(enrolment.streamName, state.streamArn);
    return { state };
  } catch (error) {
    if (known === undefined || !isArchiverError(error, 'NotFound')) throw error;
    if (known.goneMs === undefined) await ports.streams.mark(known.streamArn, { goneMs: now });
    return { state: known, gone: 'deleted' };
  }
}

/** One update closes so many: update expressions have 4 KB. */
const CLOSED_AT_ONCE = 16;

/**
 * A stream that KVS no longer has gives no bundle any more, and nobody goes through it again. One that is stored and was
 * not noted is taken in by the sweep, which leaves alone what is open.
 */
async function giveUpBundles({ streamArn, openBundles }: StreamState, streams: StreamStore): Promise<void> {
  const ids = openBundles.map(({ planId }) => planId);
  for (let first = 0; first < ids.length; first += CLOSED_AT_ONCE) {
    await streams.changePlans(streamArn, { closeBundles: ids.slice(first, first + CLOSED_AT_ONCE) });
  }
}
