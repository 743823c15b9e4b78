import type { ByteStream } from './footageSource.ts';

/** An object's place. */
export interface ObjectPlace {
  readonly bucket: string;
  readonly key: string;
}

/** Tags of an object, by which a bucket's lifecycle rules choose. */
export type ObjectTags = Readonly<Record<string, string>>;

/** `stored`, or `exists` where somebody else's object was there first (412, 409): that one wins. */
export type StoreOutcome = 'stored' | 'exists';

/** An object under way: parts leave as they fill, and nothing is visible before `complete`. */
export interface ObjectUpload {
  /** Takes bytes; waits while a part is on its way. */
  write(chunk: Uint8Array): Promise<void>;
  /** Makes the object visible unless one is there already. */
  complete(): Promise<StoreOutcome>;
  /** Gives it up, and frees its parts. Safe to call at any time, also after `complete`. */
  abort(): Promise<void>;
}

/** An object as it is read. */
export interface StoredObject {
  readonly bytes: number;
  readonly etag: string;
  /** When the bucket says that it was stored, in whole seconds. */
  readonly storedMs: number;
  readonly body: ByteStream;
}

/** Bytes of an object: from offset `from` to `to`, which is no part of it; both lie within the object. */
export interface ByteRange {
  readonly from: number;
  readonly to: number;
}

/** Objects in buckets: S3 in the domain's words. */
export interface ObjectStore {
  /**
   * The object, or a range of it: `bytes` is then what the range has.
   *
   * @throws ArchiverError `NotFound`
   */
  get(place: ObjectPlace, range?: ByteRange): Promise<StoredObject>;
  /** Reads a small object whole. @throws ArchiverError `NotFound`; `InvalidInput` over `limit` bytes (16 MiB) */
  getBytes(place: ObjectPlace, limit?: number): Promise<{ bytes: Uint8Array; etag: string }>;
  /** Writes a small object unless one is there already. */
  putIfAbsent(place: ObjectPlace, bytes: Uint8Array, contentType: string, tags?: ObjectTags): Promise<StoreOutcome>;
  /**
   * Writes a small object over the one with that ETag, or, with `undefined`, where there is none.
   *
   * @throws ArchiverError `Conflict` where it has changed
   */
  replace(place: ObjectPlace, bytes: Uint8Array, contentType: string, etag: string | undefined): Promise<void>;
  /** Deletes the object; absent is fine. */
  delete(place: ObjectPlace): Promise<void>;
  /** Begins an object that appears whole or not at all, and never over another. */
  upload(place: ObjectPlace, contentType: string, tags?: ObjectTags): ObjectUpload;
  /** @throws ArchiverError `NotFound` */
  tags(place: ObjectPlace): Promise<ObjectTags>;
  /** Replaces an object's tags. @throws ArchiverError `NotFound` */
  setTags(place: ObjectPlace, tags: ObjectTags): Promise<void>;
  /** Keys under a prefix, in order. */
  list(bucket: string, prefix: string): AsyncIterable<{ key: string; bytes: number }>;
}
