/** What became of a state in a run. */
export interface StateOutcome {
  readonly name: string;
  /**
   * The gravest of its visits: `failed` ended what it is in; `caught` failed, and the machine knew what to do; `stopped`
   * was under way when the run was ended.
   */
  readonly outcome: 'failed' | 'running' | 'stopped' | 'caught' | 'succeeded';
  readonly entered: number;
  readonly failed: number;
  readonly caught: number;
  /** Calls that were made again within a visit. */
  readonly retried: number;
  readonly startedMs?: number;
  readonly endedMs?: number;
  /** The states it was entered from, where a history tells it. */
  readonly after?: readonly string[];
  /** Of the last failure. */
  readonly error?: { readonly code: string; readonly message: string };
}

/** From the gravest on. */
const GRAVITY: readonly StateOutcome['outcome'][] = ['failed', 'running', 'stopped', 'caught', 'succeeded'];

/** One outcome of two about the same state. */
function joined(one: StateOutcome, other: StateOutcome): StateOutcome {
  const [graver] = [one, other].sort((a, b) => GRAVITY.indexOf(a.outcome) - GRAVITY.indexOf(b.outcome));
  const starts = [one.startedMs, other.startedMs].filter((ms) => ms !== undefined);
  const ends = [one.endedMs, other.endedMs].filter((ms) => ms !== undefined);
  const error = graver?.error ?? one.error ?? other.error;
  const after = [...new Set([...(one.after ?? []), ...(other.after ?? [])])];
  return {
    name: one.name,
    outcome: graver?.outcome ?? one.outcome,
    entered: one.entered + other.entered,
    failed: one.failed + other.failed,
    caught: one.caught + other.caught,
    retried: one.retried + other.retried,
    ...(starts.length === 0 ? {} : { startedMs: Math.min(...starts) }),
    // What still runs has no end.
    ...(ends.length === 0 || graver?.outcome === 'running' ? {} : { endedMs: Math.max(...ends) }),
    ...(after.length === 0 ? {} : { after }),
    ...(error === undefined ? {} : { error }),
  };
}

/** Outcomes of several executions, a state once, in the order in which they were first told. */
export function joinOutcomes(outcomes: Iterable<StateOutcome>): StateOutcome[] {
  const byName = new Map<string, StateOutcome>();
  for (const outcome of outcomes) {
    const known = byName.get(outcome.name);
    byName.set(outcome.name, known === undefined ? outcome : joined(known, outcome));
  }
  return [...byName.values()];
}
