import type { SucceedState } from '../Definition.ts';
import type { Departure, Visit } from '../Visit.ts';

/** Succeed: ends the branch with its Output. */
export function runSucceed(visit: Visit, state: SucceedState): Promise<Departure> {
  return visit.depart(state, undefined);
}
