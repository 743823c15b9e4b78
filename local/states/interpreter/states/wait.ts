import { MAX_SECONDS } from '../../limits.ts';
import type { WaitState } from '../Definition.ts';
import { sleepUntil } from '../sleep.ts';
import type { Departure, Visit } from '../Visit.ts';

/** Amazon States Language, "Timestamps": RFC 3339 with an upper-case T, and Z where there is no offset. */
const RFC_3339 = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/;

async function waitEnd(visit: Visit, state: WaitState): Promise<number> {
  if (state.Seconds !== undefined) {
    const seconds = await visit.evaluateInteger(state.Seconds, 'Seconds', { min: 0, max: MAX_SECONDS });
    return visit.system.clock.now() + seconds * 1000;
  }
  const timestamp = await visit.evaluate(state.Timestamp, 'Timestamp');
  const endMs = typeof timestamp === 'string' && RFC_3339.test(timestamp) ? Date.parse(timestamp) : Number.NaN;
  if (Number.isNaN(endMs)) {
    throw visit.evaluationFailure('Timestamp', "The field 'Timestamp' must be an RFC 3339 time.");
  }
  return endMs;
}

/** Wait: for some seconds, or until a time; one in the past does not wait. */
export async function runWait(visit: Visit, state: WaitState): Promise<Departure> {
  await sleepUntil(visit.system.clock, await waitEnd(visit, state), visit.branch.signal);
  return visit.depart(state, state.Next);
}
