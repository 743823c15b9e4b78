import { childController } from '../abortable.ts';
import type { ParallelState } from '../Definition.ts';
import { checkPayload } from '../payloadBytes.ts';
import { recover } from '../recover.ts';
import { runStates } from '../runStates.ts';
import { Scope } from '../Scope.ts';
import { BranchAbandoned, StateFailure } from '../StateFailure.ts';
import type { Branch, Departure, Visit } from '../Visit.ts';

async function runBranches(visit: Visit, state: ParallelState): Promise<unknown[]> {
  const { branch } = visit;
  const input = state.Arguments === undefined ? visit.input : await visit.evaluate(state.Arguments, 'Arguments');
  checkPayload(input, `The state/task '${visit.stateName}' was given an input`);
  branch.trail.record('ParallelStateStarted');
  const { controller, release } = childController(branch.signal);
  let failure: { readonly thrown: unknown } | undefined;
  const results = await Promise.all(
    state.Branches.map(async (graph) => {
      const scope = new Scope(branch.scope);
      const inner: Branch = { ...branch, scope, trail: branch.trail.branch(), signal: controller.signal };
      try {
        return await runStates(graph, input, inner);
      } catch (thrown) {
        failure ??= { thrown };
        controller.abort(new BranchAbandoned());
        return undefined;
      } finally {
        scope.release();
      }
    }),
  ).finally(release);
  branch.signal.throwIfAborted();
  if (failure === undefined) return results;
  if (failure.thrown instanceof StateFailure) {
    branch.trail.note('ParallelStateFailed', { error: failure.thrown.name, cause: failure.thrown.message });
  }
  throw failure.thrown;
}

/**
 * Parallel: all branches on copies of the input; the result is the array of their outputs. The first branch that fails
 * ends the others, and its error is the state's (observed; the language calls it States.BranchFailed).
 */
export function runParallel(visit: Visit, state: ParallelState): Promise<Departure> {
  return recover(visit, state, async () => {
    const result = await runBranches(visit, state);
    visit.branch.trail.record('ParallelStateSucceeded');
    return visit.depart(state, state.Next, { result });
  });
}
