import type { Clock } from '../../../core/system.ts';
import type { Executions } from '../Executions.ts';
import type { StateMachine } from '../StateMachine.ts';
import type { ExecutionStore } from '../store/ExecutionStore.ts';

/** What the operations work on. */
export interface StatesContext {
  readonly machines: ReadonlyMap<string, StateMachine>;
  readonly executions: Executions;
  readonly store: ExecutionStore;
  readonly clock: Clock;
}

/** One operation of the API: the parsed request to the response, both as on the wire. Throws StatesApiError. */
export type Operation = (request: Record<string, unknown>, context: StatesContext) => unknown;

/** A time as the wire has it: epoch seconds with a fraction. */
export function wireTime(ms: number): number {
  return ms / 1000;
}
