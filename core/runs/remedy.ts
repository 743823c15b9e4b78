/** What puts a run right that has failed (docs/operations.md, "Redrive or run again?"). */
export type Remedy = 'redrive' | 'backfill' | 'run-again' | 'ask-again';

/** What is known of how a run ended. */
export interface FailedRun {
  readonly machine: string;
  readonly error?: string;
  /** Whether it ended in a Fail state: one that is gone through again fails again. */
  readonly inFailState: boolean;
  /** Whether Step Functions would redrive it. */
  readonly redrivable: boolean;
}

/**
 * `backfill`: what it lost is gaps, which a redrive does not try again. `run-again`: the next run goes on with what this
 * one left. `ask-again`: the file or export is asked for anew.
 */
export function remedyOf({ machine, error, inFailState, redrivable }: FailedRun): Remedy {
  if (machine === 'archive' && error === 'FragmentsLost') return 'backfill';
  if (redrivable && !inFailState) return 'redrive';
  return machine === 'archive' || machine === 'analyze' ? 'run-again' : 'ask-again';
}
