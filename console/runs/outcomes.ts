import type { Outcome, RunStates } from '../api/runs.ts';

/** What is told of a state: its outcome, or that it was not entered as far as is known. */
export type OutcomeKind = Outcome['outcome'] | 'untouched';

/** A sign beside the colour and the pattern: no outcome is told by colour alone. */
export const SIGNS: Readonly<Record<OutcomeKind, string>> = {
  succeeded: '✓',
  failed: '✕',
  caught: '!',
  stopped: '■',
  running: '…',
  untouched: '·',
};

export type Outcomes = ReadonlyMap<string, Outcome>;

export const outcomesByState = (states: readonly Outcome[]): Outcomes =>
  new Map(states.map((outcome) => [outcome.name, outcome]));

/** Whether a run has gone this way, as far as is known. */
export function isTaken(outcomes: Outcomes, from: string, to: string): boolean {
  const entered = outcomes.get(to);
  if (entered === undefined || !outcomes.has(from)) return false;
  return entered.after === undefined || entered.after.includes(from);
}

/** States of a run that the definition does not have: it bears other names by now. */
export function unknownStates(outcomes: Outcomes, known: ReadonlySet<string>): readonly Outcome[] {
  return [...outcomes.values()].filter(({ name }) => !known.has(name));
}

/**
 * What to type to put a run right, beside the button: `redrive-execution` of the AWS CLI where a redrive helps, else the
 * command of kvs-archiver, for the stream that the run was about.
 */
export function remedyCommand({ remedy, executionArn, streamName }: RunStates): string | undefined {
  const stream = streamName === undefined ? '' : ` --stream ${streamName}`;
  if (remedy === 'redrive') return `aws stepfunctions redrive-execution --execution-arn ${executionArn}`;
  if (remedy === 'backfill') return `npx kvs-archiver backfill${stream}`;
  return remedy === 'run-again' ? `npx kvs-archiver archive${stream}` : undefined;
}
