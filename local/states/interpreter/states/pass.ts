import type { PassState } from '../Definition.ts';
import type { Departure, Visit } from '../Visit.ts';

/** Pass: shapes its input and goes on. */
export function runPass(visit: Visit, state: PassState): Promise<Departure> {
  return visit.depart(state, state.Next);
}
