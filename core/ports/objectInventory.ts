import type { ObjectPlace } from './objectStore.ts';

/** An object as a listing tells of it. */
export interface ListedObject extends ObjectPlace {
  readonly bytes: number;
  /** When it was stored, in UTC epoch milliseconds. */
  readonly modifiedMs: number;
}

/** What lies in a bucket, without reading it. */
export interface ObjectInventory {
  /** Objects under a prefix in the order of their keys, after `after` where it is given, a page of 1,000 at a time. */
  list(bucket: string, prefix: string, after?: string): AsyncIterable<ListedObject>;
  /** One object; nothing where there is none. */
  look(place: ObjectPlace): Promise<ListedObject | undefined>;
}
