import type { Catcher, Retrier } from './Definition.ts';
import { matchesError } from './matchesError.ts';
import { DEFAULT_MAX_ATTEMPTS, retryDelay } from './retryDelay.ts';
import { StateFailure } from './StateFailure.ts';
import { sleepUntil } from './sleep.ts';
import type { Departure, Visit } from './Visit.ts';

/**
 * Attempts a state's work until it succeeds, under its Retry and Catch.
 * Documented: Amazon States Language, "Errors": the first retrier whose ErrorEquals takes the error is used, each
 * counts its own attempts for this visit of the state; when it is used up, the first catcher that takes the error is.
 *
 * @param attempt one whole attempt, from Arguments to Output and Assign
 * @throws StateFailure the last error, where nothing catches it; whatever else `attempt` throws, at once
 */
export async function recover(
  visit: Visit,
  state: { readonly Retry?: readonly Retrier[]; readonly Catch?: readonly Catcher[] },
  attempt: () => Promise<Departure>,
): Promise<Departure> {
  const attempts = new Map<Retrier, number>();
  for (;;) {
    try {
      return await attempt();
    } catch (thrown) {
      if (!(thrown instanceof StateFailure)) throw thrown;
      const retrier = state.Retry?.find((candidate) => matchesError(candidate.ErrorEquals, thrown.name));
      const used = retrier === undefined ? 0 : (attempts.get(retrier) ?? 0);
      if (retrier === undefined || used >= (retrier.MaxAttempts ?? DEFAULT_MAX_ATTEMPTS)) {
        const catcher = state.Catch?.find((candidate) => matchesError(candidate.ErrorEquals, thrown.name));
        if (catcher === undefined) throw thrown;
        const errorOutput = { Error: thrown.name, Cause: thrown.message };
        return await visit.depart(catcher, catcher.Next, { errorOutput });
      }
      attempts.set(retrier, used + 1);
      const { clock, random } = visit.system;
      await sleepUntil(clock, clock.now() + retryDelay(retrier, used, random), visit.branch.signal);
      visit.retryCount += 1;
    }
  }
}
