import type { RunEvent } from './RunEvent.ts';
import { joinOutcomes, type StateOutcome } from './StateOutcome.ts';

/** One time that a state was entered. */
interface Visit {
  readonly state: string;
  readonly startedMs?: number;
  readonly after?: string;
  endedMs?: number;
  readonly isRegion: boolean;
  left: boolean;
  /** What it is in has ended without it. */
  over: boolean;
  failed: boolean;
  retried: number;
  calls: number;
  error?: { readonly code: string; readonly message: string };
}

const CALL = /^(TaskScheduled|LambdaFunctionScheduled|ActivityScheduled)$/;
const FAILURE =
  /^((Task|LambdaFunction|Activity)\w*(Failed|TimedOut)|(Map|Parallel)StateFailed|MapRunFailed|EvaluationFailed)$/;
const END = /^Execution(Succeeded|Failed|TimedOut|Aborted)$/;
/** Causes hold whole stack traces. */
const MESSAGE_CHARACTERS = 2000;

/**
 * What became of each state, from the history of an execution. Every event names the one before it on its own way
 * (documented: API reference, HistoryEvent), and so belongs to the state that was entered last on that way. Of a history
 * whose beginning is missing the states are told that are still known by name.
 *
 * @param events of one execution, in any order
 */
export function outcomesOfHistory(events: readonly RunEvent[]): StateOutcome[] {
  const visits: Visit[] = [];
  const visitOf = new Map<number, Visit>();
  let hasEnded = false;
  for (const event of events.toSorted((one, other) => one.id - other.id)) {
    if (event.type === 'ExecutionRedriven') hasEnded = false;
    const visit = visitAt(event, visits, visitOf);
    if (visit !== undefined) visitOf.set(event.id, visit);
    if (END.test(event.type)) {
      hasEnded = true;
      endVisits(event, visit, visits);
    } else if (visit !== undefined) note(event, visit);
  }
  return joinOutcomes(visits.map((visit) => outcomeOf(visit, hasEnded)));
}

/** The visit that an event is of; one that enters a state begins it. */
function visitAt(event: RunEvent, visits: Visit[], visitOf: ReadonlyMap<number, Visit>): Visit | undefined {
  const { type, state, atMs, previousId } = event;
  if (type.endsWith('StateEntered') && state !== undefined) {
    return begin(
      { ...newVisit(state, /^(Map|Parallel)/.test(type)), startedMs: atMs, ...enteredFrom(visitOf.get(previousId)) },
      visits,
    );
  }
  const before = visitOf.get(previousId);
  if (type.endsWith('StateExited') && state !== undefined && before?.state !== state) {
    // A Map is left after what is within it, whose events come last on the way.
    const open = visits.findLast((visit) => visit.state === state && !visit.left);
    return open ?? begin(newVisit(state, false), visits);
  }
  if (/^(Map|Parallel)State(Failed|Aborted)$/.test(type) && before?.isRegion !== true) {
    return visits.findLast((visit) => visit.isRegion && !visit.left) ?? before;
  }
  // A redriven execution goes on in the state that failed.
  if (type === 'ExecutionRedriven') return before ?? visits.findLast(({ failed, left }) => failed && !left);
  return before;
}

const enteredFrom = (before: Visit | undefined) => (before === undefined ? {} : { after: before.state });

const newVisit = (state: string, isRegion: boolean): Visit => ({
  ...{ state, isRegion, left: false, over: false, failed: false, retried: 0, calls: 0 },
});

function begin(visit: Visit, visits: Visit[]): Visit {
  visits.push(visit);
  return visit;
}

function note({ type, atMs, error, cause = '' }: RunEvent, visit: Visit): void {
  if (CALL.test(type)) {
    if (visit.calls > 0) visit.retried++;
    visit.calls++;
    visit.failed = false;
    delete visit.endedMs;
  } else if (FAILURE.test(type)) {
    visit.failed = true;
    visit.endedMs = atMs;
    visit.error = { code: error ?? 'States.Runtime', message: cause.slice(0, MESSAGE_CHARACTERS) };
  } else if (type.endsWith('StateExited')) {
    visit.left = true;
    visit.endedMs = atMs;
  } else if (type === 'ExecutionRedriven' || type === 'MapRunRedriven') {
    visit.failed = false;
    delete visit.endedMs;
  } else if (type === 'FailStateEntered') visit.failed = true;
  else if (/^MapIteration(Failed|Aborted)$/.test(type)) {
    visit.over = true;
    visit.endedMs ??= atMs;
  }
}

/** The error that ends an execution is that of the state in which it ended: a Fail state has no event of its own. */
function endVisits({ atMs, error, cause = '' }: RunEvent, last: Visit | undefined, visits: readonly Visit[]): void {
  if (last?.failed && !last.left && error !== undefined) {
    last.error ??= { code: error, message: cause.slice(0, MESSAGE_CHARACTERS) };
  }
  for (const visit of visits) if (!visit.left) visit.endedMs ??= atMs;
}

function outcomeOf(visit: Visit, hasEnded: boolean): StateOutcome {
  const { state, startedMs, endedMs, retried, after, error } = visit;
  const outcome = howItEnded(visit, hasEnded);
  return {
    name: state,
    outcome,
    entered: 1,
    failed: outcome === 'failed' ? 1 : 0,
    caught: outcome === 'caught' ? 1 : 0,
    retried,
    ...(startedMs === undefined ? {} : { startedMs }),
    ...(endedMs === undefined || outcome === 'running' ? {} : { endedMs }),
    ...(after === undefined ? {} : { after: [after] }),
    ...(error === undefined ? {} : { error }),
  };
}

function howItEnded({ left, failed, over }: Visit, hasEnded: boolean): StateOutcome['outcome'] {
  if (left) return failed ? 'caught' : 'succeeded';
  // A call that failed in a run that goes on is made again.
  if (!hasEnded && !over) return 'running';
  return failed ? 'failed' : 'stopped';
}
