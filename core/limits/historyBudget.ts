/**
 * How much of an execution's history a pass over a stream can use, at worst. Step Functions fails a Standard execution
 * at its 25,001st event (Service quotas, "Maximum execution history size"), so a child takes on only what fits even if
 * everything is retried to the last attempt. The counts are those of statemachines/archive.asl.yml:
 * tests/serverless/limits/history.test.ts derives them anew from the packaged definition and holds these against them.
 */
export const MAX_HISTORY_EVENTS = 25_000;

/** One try of a plan: ArchiveClip with all its retries, AnotherTry, BackOff. */
export const EVENTS_OF_TRY = 33;
/** The rest of a plan's iteration: its begin and end, FirstTry, RecordGap with all its retries. */
export const EVENTS_OF_PLAN = 36;
/** One bundle's iteration, with all its retries. */
export const EVENTS_OF_BUNDLE = 36;
/** One round of waiting: the step that said so, with all its retries, the choice, the wait. */
export const EVENTS_OF_WAIT = 36;
/** One pass without what is in its Maps. */
export const EVENTS_OF_PASS = 110;
/** What stands before the first pass and after the last. */
export const EVENTS_AROUND = 60;

/** Rounds of waiting in one pass. Together half a day (`waitSeconds`), and then a run by hand says that it is too long. */
export const MAX_WAITS = 90;
/** Plans that one pass executes, at most; as many as may be open. */
export const MAX_PLANS_OF_PASS = 64;
/** Bundles that one pass makes, at most: the machine cuts its list there. */
export const MAX_BUNDLES_OF_PASS = 64;
/** Bundles that one plan's outcome names; a plan that falls into 200 parts leaves the others to the next pass. */
export const MAX_BUNDLES_OF_OUTCOME = 20;

/** How long round `waits` (from 0) lasts, in seconds: 2 at first, a minute after four, a quarter of an hour at last. */
export function waitSeconds(waits: number): number {
  return Math.min(900, 2 + waits + Math.floor((waits * waits) / 4));
}

/** A plan's iteration at worst, where it may be tried so often. */
export function worstPlanEvents(tries: number): number {
  return EVENTS_OF_PLAN + EVENTS_OF_TRY * tries;
}

/**
 * How many plans the next pass may execute.
 *
 * @param history events that the execution has used so far, at most
 * @param tries the stream's setting
 */
export function plansThatFit(history: number, tries: number): number {
  const left =
    MAX_HISTORY_EVENTS -
    EVENTS_AROUND -
    history -
    EVENTS_OF_PASS -
    MAX_WAITS * EVENTS_OF_WAIT -
    MAX_BUNDLES_OF_PASS * EVENTS_OF_BUNDLE;
  return Math.max(0, Math.min(MAX_PLANS_OF_PASS, Math.floor(left / worstPlanEvents(tries))));
}

/** Whether another pass belongs into this execution: a new one could take on no more than twice as much. */
export function anotherPassFits(history: number, tries: number): boolean {
  return plansThatFit(history, tries) * 2 >= plansThatFit(0, tries);
}

/** What a plan or bundle tells of its way; without it, the worst is taken. */
export interface Attempts {
  /** Tries of a plan, the one that succeeded included. */
  readonly tries?: number;
  /** Retries of the call that succeeded. */
  readonly retries?: number;
}

/** Events that a pass has used, at most. @param tries the stream's setting */
export function eventsOfPass(pass: {
  readonly waits: number;
  readonly tries: number;
  readonly plans: readonly Attempts[];
  readonly bundles: readonly Attempts[];
}): number {
  const plan = ({ tries, retries }: Attempts): number =>
    // Its begin and end, FirstTry, the call that succeeded with its retries; tries before that as bad as can be.
    tries === undefined || retries === undefined
      ? worstPlanEvents(pass.tries)
      : 4 + EVENTS_OF_TRY * (tries - 1) + 5 + 3 * retries;
  const bundle = ({ retries }: Attempts): number => (retries === undefined ? EVENTS_OF_BUNDLE : 7 + 3 * retries);
  return (
    EVENTS_OF_PASS +
    EVENTS_OF_WAIT * pass.waits +
    pass.plans.reduce((sum, each) => sum + plan(each), 0) +
    pass.bundles.reduce((sum, each) => sum + bundle(each), 0)
  );
}
