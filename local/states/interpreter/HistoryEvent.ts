/** One event of an execution's history, in the shape of the API but for `timestamp`, which is in epoch milliseconds. */
export interface HistoryEvent {
  readonly id: number;
  readonly previousEventId: number;
  readonly timestamp: number;
  readonly type: string;
  /** `stateEnteredEventDetails`, `taskFailedEventDetails`, ...: at most one. */
  readonly [details: string]: unknown;
}

/**
 * The field in which the API keeps an event type's details.
 * Documented: API reference, HistoryEvent. All `*StateEntered` share one, all `*StateExited` another.
 */
export function detailsField(type: string): string {
  if (type.endsWith('StateEntered')) return 'stateEnteredEventDetails';
  if (type.endsWith('StateExited')) return 'stateExitedEventDetails';
  return `${type.charAt(0).toLowerCase()}${type.slice(1)}EventDetails`;
}
