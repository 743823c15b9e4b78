import type { FootageEvent } from '../analysis/FootageEvent.ts';
import type { NewestFirst, Page } from './imageStore.ts';

/** Whose events: of any stream, rule or label where it says nothing. */
export interface FootageEventQuery extends NewestFirst {
  readonly streams?: readonly string[];
  readonly label?: string;
}

/** An event as it was read: whoever changes it says so, and is refused where it has changed since. */
export interface StoredEvent extends FootageEvent {
  readonly version: number;
}

/**
 * Events as claims: each row says that its sightings are one event, which stays true whatever comes later. So rows are
 * joined without a lock: the joined one is written first, and those that it covers are taken away after.
 */
export interface FootageEventStore {
  /** Rows of a rule that touch [fromMs, toMs], strongly consistent. */
  touching(streamName: string, rule: string, fromMs: number, toMs: number): Promise<readonly StoredEvent[]>;
  /**
   * Writes a row over the one that was read, or where there is none.
   *
   * @throws ArchiverError `Conflict` where that one changed meanwhile: read again
   */
  put(event: FootageEvent, over: StoredEvent | undefined): Promise<void>;
  /** Takes a row away, if it still is what was read. Answers whether it was. */
  remove(event: StoredEvent): Promise<boolean>;
  /**
   * Events by their begin, newest first.
   *
   * @throws ArchiverError `InvalidInput` for an `after` that is not of ours
   */
  find(query: FootageEventQuery): Promise<Page<FootageEvent>>;
}
