import { assertNever } from '../../../core/errors.ts';
import type { State, StateGraph } from './Definition.ts';
import type { Progress } from './readProgress.ts';
import { StateFailure } from './StateFailure.ts';
import { runChoice } from './states/choice.ts';
import { runFail } from './states/fail.ts';
import { runMap } from './states/map.ts';
import { runParallel } from './states/parallel.ts';
import { runPass } from './states/pass.ts';
import { runSucceed } from './states/succeed.ts';
import { runTask } from './states/task.ts';
import { runWait } from './states/wait.ts';
import { type Branch, type Departure, Visit } from './Visit.ts';

function runState(visit: Visit, state: State): Promise<Departure> {
  switch (state.Type) {
    case 'Task':
      return runTask(visit, state);
    case 'Pass':
      return runPass(visit, state);
    case 'Wait':
      return runWait(visit, state);
    case 'Choice':
      return runChoice(visit, state);
    case 'Succeed':
      return runSucceed(visit, state);
    case 'Fail':
      return runFail(visit, state);
    case 'Parallel':
      return runParallel(visit, state);
    case 'Map':
      return runMap(visit, state);
    default:
      return assertNever(state);
  }
}

function assignedVariables(assigned: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const entries = Object.entries(assigned);
  if (entries.length === 0) return {};
  return {
    assignedVariables: Object.fromEntries(entries.map(([name, value]) => [name, JSON.stringify(value)])),
    assignedVariablesDetails: { truncated: false },
  };
}

/**
 * Runs a (sub-)machine from its first state to an end, in one branch, and gives its last output.
 *
 * @param from goes on there: in a state that was entered before, which is not entered again (assumed), and whose retries
 *   count anew. Documented: developer guide, "Redrive behavior of individual states"
 * @throws StateFailure where a state fails and nothing catches it; the signal's reason when the branch is aborted
 */
export async function runStates(graph: StateGraph, input: unknown, branch: Branch, from?: Progress): Promise<unknown> {
  const { trail, scope, signal } = branch;
  let name: string | undefined = from?.state ?? graph.StartAt;
  let value = from === undefined ? input : from.input;
  if (from !== undefined) scope.assign(from.variables);
  let resumed = from;
  while (name !== undefined) {
    signal.throwIfAborted();
    const state: State | undefined = graph.States[name];
    if (state === undefined) throw new StateFailure('States.Runtime', `There is no state '${name}'.`);
    const entered = { name, input: JSON.stringify(value), inputDetails: { truncated: false } };
    const enteredId: number = resumed?.enteredEventId ?? trail.record(`${state.Type}StateEntered`, entered);
    const visit: Visit = new Visit(branch, name, value, enteredId, resumed);
    resumed = undefined;
    const departure: Departure = await runState(visit, state);
    signal.throwIfAborted();
    const exited = { name, output: JSON.stringify(departure.output), outputDetails: { truncated: false } };
    trail.record(`${state.Type}StateExited`, { ...exited, ...assignedVariables(departure.assigned) });
    scope.assign(departure.assigned);
    value = departure.output;
    name = departure.next;
  }
  return value;
}
