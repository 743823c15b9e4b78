import type { RunEvent } from './RunEvent.ts';

/** The distributed Maps that an execution began, by their states; of a Map that was begun anew the last. */
export function mapRunsOf(events: readonly RunEvent[]): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  let state: string | undefined;
  for (const event of events.toSorted((one, other) => one.id - other.id)) {
    // The Maps of an execution that are distributed follow one after the other: only their children are parallel.
    if (event.type === 'MapStateEntered') state = event.state;
    if (event.type === 'MapRunStarted' && state !== undefined && event.mapRunArn !== undefined) {
      found.set(state, event.mapRunArn);
    }
  }
  return found;
}
