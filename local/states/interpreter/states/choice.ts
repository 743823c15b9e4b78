import type { ChoiceState } from '../Definition.ts';
import { StateFailure } from '../StateFailure.ts';
import type { Departure, Visit } from '../Visit.ts';

/**
 * Choice: the first rule whose Condition is true; else Default.
 * Documented: Amazon States Language, "Choice state": Output and Assign of the rule that was taken, or of the state
 * itself for Default; States.NoChoiceMatched where there is no way on.
 */
export async function runChoice(visit: Visit, state: ChoiceState): Promise<Departure> {
  for (const [index, rule] of state.Choices.entries()) {
    const matches = await visit.evaluate(rule.Condition, `Choices[${index}]/Condition`);
    if (typeof matches !== 'boolean') {
      throw visit.evaluationFailure(
        `Choices[${index}]/Condition`,
        `The field 'Choices[${index}]/Condition' must be a boolean.`,
      );
    }
    if (matches) return visit.depart(rule, rule.Next);
  }
  if (state.Default === undefined) {
    throw new StateFailure('States.NoChoiceMatched', `No rule of the Choice state '${visit.stateName}' matched.`);
  }
  return visit.depart(state, state.Default);
}
