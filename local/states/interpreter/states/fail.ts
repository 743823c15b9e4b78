import type { FailState } from '../Definition.ts';
import { StateFailure } from '../StateFailure.ts';
import type { Departure, Visit } from '../Visit.ts';

async function text(visit: Visit, template: string | undefined, field: string): Promise<string> {
  if (template === undefined) return '';
  const value = await visit.evaluate(template, field);
  if (typeof value !== 'string') {
    throw visit.evaluationFailure(field, `The field '${field}' must be a string.`);
  }
  return value;
}

/** Fail: ends the branch with an error. */
export async function runFail(visit: Visit, state: FailState): Promise<Departure> {
  throw new StateFailure(await text(visit, state.Error, 'Error'), await text(visit, state.Cause, 'Cause'));
}
