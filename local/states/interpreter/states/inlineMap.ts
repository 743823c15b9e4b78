import { MAX_INLINE_CONCURRENCY } from '../../limits.ts';
import { childController } from '../abortable.ts';
import type { MapState } from '../Definition.ts';
import { runBounded } from '../map/runBounded.ts';
import { itemsOfState, selectItem } from '../map/selectItems.ts';
import { runStates } from '../runStates.ts';
import { Scope } from '../Scope.ts';
import { BranchAbandoned, StateFailure } from '../StateFailure.ts';
import type { Branch, Visit } from '../Visit.ts';

async function* indexes(length: number): AsyncGenerator<number> {
  for (let index = 0; index < length; index += 1) yield index;
}

/** Iterates inside this execution and its history. The first iteration that fails ends the others, and the state. */
export async function runInlineMap(visit: Visit, state: MapState): Promise<unknown[]> {
  const { branch, stateName } = visit;
  const items = await itemsOfState(visit, state);
  const wanted = await visit.evaluateInteger(state.MaxConcurrency ?? 0, 'MaxConcurrency', { min: 0, max: 100_000_000 });
  const limit = Math.min(wanted === 0 ? MAX_INLINE_CONCURRENCY : wanted, MAX_INLINE_CONCURRENCY);
  const done = visit.resumed?.iterations;
  if (done === undefined) branch.trail.record('MapStateStarted', { length: items.length });
  const results: unknown[] = new Array(items.length).fill(null);
  const { controller, release } = childController(branch.signal);
  let failure: { readonly thrown: unknown } | undefined;

  const iterate = async (index: number): Promise<void> => {
    if (done?.has(index) === true) {
      results[index] = done.get(index);
      return;
    }
    const trail = branch.trail.branch();
    const scope = new Scope(branch.scope);
    const iteration = { name: stateName, index };
    try {
      trail.record('MapIterationStarted', iteration);
      const { mapItem, input } = await selectItem(visit, state, index, { value: items[index] });
      const inner: Branch = { ...branch, scope, trail, signal: controller.signal, mapItem };
      results[index] = await runStates(state.ItemProcessor, input, inner);
      trail.record('MapIterationSucceeded', iteration);
    } catch (thrown) {
      if (failure === undefined) {
        failure = { thrown };
        if (thrown instanceof StateFailure) trail.note('MapIterationFailed', iteration);
        controller.abort(new BranchAbandoned());
      } else if (thrown instanceof BranchAbandoned) {
        trail.note('MapIterationAborted', iteration);
      }
    } finally {
      scope.release();
    }
  };

  try {
    // The source is at hand and `iterate` keeps its failures: only an abort comes out of here.
    await runBounded(indexes(items.length), limit, branch.signal, iterate, () => failure !== undefined);
  } finally {
    release();
  }
  if (failure !== undefined) {
    if (failure.thrown instanceof StateFailure) {
      branch.trail.note('MapStateFailed', { error: failure.thrown.name, cause: failure.thrown.message });
    }
    throw failure.thrown;
  }
  branch.trail.record('MapStateSucceeded');
  return results;
}
