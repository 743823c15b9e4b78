import { ArchiverError, isArchiverError } from '../../../core/errors.ts';
import type { Fragment, FragmentNumber } from '../../../core/fragment.ts';
import { planRowKey } from '../../../core/ledger/ledgerRow.ts';
import {
  MAX_BUNDLES_OF_PASS,
  MAX_PLANS_OF_PASS,
  MAX_WAITS,
  plansThatFit,
  waitSeconds,
} from '../../../core/limits/historyBudget.ts';
import { makePlan } from '../../../core/plans/makePlan.ts';
import type { Plan } from '../../../core/plans/plan.ts';
import { planClips } from '../../../core/plans/planClips.ts';
import type { Executions } from '../../../core/ports/executions.ts';
import type { FootageSource, FragmentRange } from '../../../core/ports/footageSource.ts';
import type { Ledger } from '../../../core/ports/ledger.ts';
import type { StreamStore } from '../../../core/ports/streamStore.ts';
import type { RetentionClasses } from '../../../core/retention/retentionClasses.ts';
import { isByHand, isOfGaps, type Listing, type Window } from '../../../core/runs/run.ts';
import {
  MAX_OPEN_PLANS,
  OPEN_PLANS_FOR_LIVE,
  type OpenBundle,
  type OpenPlan,
  type StreamState,
} from '../../../core/streams/streamState.ts';
import type { System } from '../../../core/system.ts';
import { reachesInto } from '../../../core/windows/chooseWindow.ts';
import { gapsToRetry } from './gapsToRetry.ts';
import { keepWanted } from './keepWanted.ts';
import { knownFragments, openFragments } from './knownFragments.ts';
import { openPlanOf, type PlanPorts, writePlan } from './planStore.ts';
import { reopenGaps } from './reopenGaps.ts';

/** Lost conditions in a row before the step gives up and is run again as a whole. */
const ATTEMPTS = 12;
/**
 * A live child has five minutes. What still is open after several of them goes on in a catch-up execution, whose children
 * have no such end: a plan that never fits into a live child would be begun for ever, and never become a gap.
 */
export const LIVE_PLANS_FOR_MS = 15 * 60_000;
/** How often a run looks for the fragment of its notification, and how many seconds lie between. */
const LISTED_WITHIN_ROUNDS = 30;
const LISTED_SECONDS = 2;
/** Plan documents on their way at once: 64 of them, one after the other, are seconds. */
const WRITES_AT_ONCE = 8;

export interface ListFragmentsPorts extends PlanPorts {
  readonly source: FootageSource;
  readonly streams: StreamStore;
  readonly ledger: Ledger;
  readonly executions: Executions;
  readonly system: System;
  readonly retentionClasses: RetentionClasses;
}

export interface ListFragmentsInput {
  readonly window: Window;
  readonly waits: number;
  /** Events of the execution's history so far, at most; none told for what is under way from before there was a count. */
  readonly history?: number;
}

/**
 * Lists a window, drops what rows, gaps or open plans already hold, cuts the rest into plans and records them: first
 * an immutable document each, then all of them by one update of the stream's item that is conditional on the version
 * read before the ledger was. A lost condition means read again, plan again; so two runs at once can never plan the
 * same fragment twice.
 *
 * @throws ArchiverError `Conflict` where others keep winning; `Throttled`, `NotFound`
 */
export async function listFragments(input: ListFragmentsInput, ports: ListFragmentsPorts): Promise<Listing> {
  const { window } = input;
  const listed = await listWindow(window, ports);
  if (isAwaited(input, listed)) return notYetListed(listed.length);
  for (let attempt = 1; attempt <= ATTEMPTS; attempt++) {
    try {
      return await planListed(input, listed, ports);
    } catch (error) {
      if (!isArchiverError(error, 'Conflict')) throw error;
      await ports.system.clock.sleep(Math.ceil(ports.system.random.fraction() * 50 * attempt));
    }
  }
  throw new ArchiverError('Conflict', `${window.streamName}: ${ATTEMPTS} times in a row another run was first`);
}

/** KVS has said that it has the fragment, and does not list it yet; that has no stated bound, and the schedule comes too. */
function isAwaited({ window: { awaits }, waits }: ListFragmentsInput, listed: readonly Fragment[]): boolean {
  return awaits !== undefined && waits < LISTED_WITHIN_ROUNDS && !listed.some(({ number }) => number === awaits);
}

function notYetListed(listed: number): Listing {
  const summary = { listed, known: 0, planned: 0, adopted: 0, foreign: 0, unplannedFromMs: null };
  return { status: 'wait', seconds: LISTED_SECONDS, plans: [], bundles: [], summary };
}

async function planListed(
  { window, waits, history = 0 }: ListFragmentsInput,
  listed: readonly Fragment[],
  ports: ListFragmentsPorts,
): Promise<Listing> {
  const { streamArn, runId } = window;
  // The item first, then the ledger: what is closed in between was in the item, and what is opened raises the version.
  const state = await stateOf(streamArn, ports);
  const known = await knownFragments(streamArn, listed, state, ports);
  const free = roomFor(window, state);
  const stream = { streamArn, endpoints: state.endpoints };
  const gaps = await gapsToRetry(window, known.gaps, ports.system.clock.now(), ports.ledger);
  const open = listed.length > 0 || gaps.length === 0 ? known.open : await openFragments(state, ports);
  const retried = await reopenGaps(window, gaps, stream, open, free, ports);
  if (retried.streamIsGone) await noteThatItIsGone(state, ports);
  const fresh = listed.filter((fragment) => !known.numbers.has(fragment.number));

  const plans: Plan[] = [
    ...retried.plans,
    ...planClips(fresh).map(({ fragments, clipCanBeExact }) => makePlan(window, fragments, clipCanBeExact)),
  ];
  const recorded = plans.slice(0, free);
  const now = ports.system.clock.now();
  for (let first = 0; first < recorded.length; first += WRITES_AT_ONCE) {
    await Promise.all(recorded.slice(first, first + WRITES_AT_ONCE).map((plan) => writePlan(plan, ports)));
  }
  if (recorded.length > 0) {
    const opened = recorded.map((plan) => openPlanOf(plan, runId, now));
    await ports.streams.changePlans(streamArn, { open: opened }, state.version);
  }
  if (recorded.length >= retried.plans.length) {
    for (const gap of [...retried.expired, ...retried.putOff]) await ports.ledger.putGap(gap);
    for (const gap of retried.filled) await ports.ledger.deleteGap(streamArn, planRowKey(gap));
  }

  const others = window.resting === true ? [] : state.openPlans.filter((plan) => concerns(window, plan));
  const atWork = await runsAtWork(window, state, ports.executions, now);
  // Waited long enough: a plan may be executed by two.
  const theirs = waits >= MAX_WAITS ? [] : others.filter((plan) => atWork.has(plan.runId));
  const adopted = others.filter((plan) => !theirs.includes(plan));
  // Whoever goes through gaps waits for those of them that another run has opened, and for nothing else.
  const foreign = isOfGaps(window) ? theirs.slice(0, retried.underWay) : theirs;
  const inTime =
    window.kind !== 'live' ? adopted : adopted.filter(({ openedMs }) => now - openedMs <= LIVE_PLANS_FOR_MS);
  // An Express child keeps no history: there is only what its Map may hold.
  const room =
    window.kind === 'live' || window.kind === 'notification'
      ? MAX_PLANS_OF_PASS
      : Math.max(1, plansThatFit(history, window.tries));
  const toDo = [...inTime, ...recorded].slice(0, room).map(({ planId }) => ({ planId }));
  const kept = window.leaseKind === 'live' ? await keepWanted(state, now, ports) : [];
  const due = [
    ...dueBundles(window, state, now).filter((each) => !kept.some((one) => one.planId === each.planId)),
    ...kept,
  ];
  const bundles = someOf(due, ports.system);
  const mustWait = foreign.length > 0 && toDo.length === 0 && isByHand(window);
  return {
    status: mustWait ? 'wait' : 'planned',
    ...(mustWait ? { seconds: waitSeconds(waits) } : {}),
    plans: toDo,
    bundles,
    summary: {
      listed: listed.length,
      known: listed.length - fresh.length,
      planned: recorded.length,
      adopted: adopted.length,
      foreign: foreign.length,
      gapsLeft: retried.left,
      expired: retried.expired.length,
      unplanned: plans.slice(free).reduce((sum, plan) => sum + plan.fragments.length, 0),
      left: adopted.length + recorded.length - toDo.length,
      bundlesLeft: due.length - bundles.length,
      unplannedFromMs: earliest(plans.slice(free)),
      ...newestOf(listed),
    },
  };
}

function newestOf(listed: readonly Fragment[]): { newestServerMs?: number } {
  if (listed.length === 0) return {};
  return { newestServerMs: listed.reduce((newest, { serverMs }) => Math.max(newest, serverMs), 0) };
}

/** Open bundles that the pass makes; one that could not be made waits until its time has come, or until a person asks. */
function dueBundles(window: Window, { openBundles }: StreamState, nowMs: number): readonly OpenBundle[] {
  if (window.leaseKind === 'range' || window.leaseKind === 'notified' || window.resting === true) return [];
  return isByHand(window) ? openBundles : openBundles.filter(({ nextTryMs }) => (nextTryMs ?? 0) <= nowMs);
}

/** As many open bundles as a pass makes, from anywhere among them: some that always fail must not hold the others up. */
function someOf(open: readonly OpenBundle[], { random }: System): OpenBundle[] {
  const first = open.length <= MAX_BUNDLES_OF_PASS ? 0 : Math.floor(random.fraction() * open.length);
  return [...open.slice(first), ...open.slice(0, first)]
    .slice(0, MAX_BUNDLES_OF_PASS)
    .map(({ planId, row, retention }) => ({ planId, row, ...(retention === undefined ? {} : { retention }) }));
}

/** Every fragment of the window, each number once: pages are unordered, and spans may overlap. */
async function listWindow(window: Window, ports: ListFragmentsPorts): Promise<Fragment[]> {
  const found = new Map<FragmentNumber, Fragment>();
  const state = await stateOf(window.streamArn, ports);
  try {
    for (const span of window.spans) {
      const range = { clock: window.clock, startMs: span.startMs, endMs: span.endMs } as FragmentRange;
      for await (const page of ports.source.list({ streamArn: window.streamArn, endpoints: state.endpoints }, range)) {
        for (const fragment of page) {
          if (window.range === undefined || reachesInto(window.range, fragment)) found.set(fragment.number, fragment);
        }
      }
    }
  } catch (error) {
    if (!isArchiverError(error, 'NotFound')) throw error;
    await noteThatItIsGone(state, ports);
  }
  return [...found.values()];
}

/** KVS has the stream no longer: the next pass asks who bears the name, and this one ends what is planned. */
async function noteThatItIsGone({ streamArn, retentionHours }: StreamState, ports: ListFragmentsPorts): Promise<void> {
  await ports.streams.rememberDescription(streamArn, retentionHours, 0);
}

async function stateOf(streamArn: string, ports: ListFragmentsPorts): Promise<StreamState> {
  const state = await ports.streams.get(streamArn);
  if (state === undefined) throw new ArchiverError('NotFound', `there is no state of ${streamArn}`);
  return state;
}

/** Plans that a pass may open: ranges and backfill leave some room to live passes. */
function roomFor(window: Window, state: StreamState): number {
  const most = window.leaseKind === 'live' ? MAX_OPEN_PLANS : MAX_OPEN_PLANS - OPEN_PLANS_FOR_LIVE;
  return Math.max(0, most - state.openPlans.length);
}

/** A live pass sees to every open plan of the stream, a range to those within it, the schedule's backfill to its own. */
function concerns(window: Window, plan: OpenPlan): boolean {
  const { range } = window;
  if (window.kind === 'backfill' || window.kind === 'notification') return plan.runId === window.runId;
  return range === undefined || (plan.startProducerMs < range.toMs && plan.endProducerMs >= range.fromMs);
}

/** Runs other than this one that hold a lease of the stream and are still at work: their plans are left to them. */
async function runsAtWork(
  window: Window,
  state: StreamState,
  executions: Executions,
  now: number,
): Promise<ReadonlySet<string>> {
  const atWork = new Set<string>();
  for (const { runId, executionArn, untilMs } of Object.values(state.leases)) {
    if (runId === window.runId || untilMs <= now) continue;
    // Asked only where it matters: where the run has plans open.
    if (!state.openPlans.some((plan) => plan.runId === runId)) continue;
    if (!(await executions.hasEnded(executionArn))) atWork.add(runId);
  }
  return atWork;
}

function earliest(plans: readonly Plan[]): number | null {
  let first: number | null = null;
  for (const plan of plans) {
    for (const fragment of plan.fragments) {
      if (first === null || fragment.serverMs < first) first = fragment.serverMs;
    }
  }
  return first;
}
