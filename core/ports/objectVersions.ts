import type { ByteStream } from './footageSource.ts';
import type { ObjectPlace } from './objectStore.ts';

/** One version of an object, or the mark of its deletion. */
export interface ObjectVersion extends ObjectPlace {
  /** `null` in a bucket that keeps no versions. */
  readonly versionId: string;
  readonly isMarker: boolean;
  readonly bytes: number;
}

/** What keeps a version from being deleted. */
export interface VersionLocks {
  readonly legalHold: boolean;
  /** UTC epoch milliseconds; absent where it is under no retention. */
  readonly retainedUntilMs?: number;
}

/** A version that was not deleted, and why, in the bucket's words. */
export interface RefusedDeletion extends ObjectPlace {
  readonly versionId: string;
  readonly because: string;
}

/** Every version of what lies in buckets, and what protects it: for those who erase and those who hold. */
export interface ObjectVersions {
  /** All versions and delete markers of the keys under a prefix, by key; of one key the newest first. */
  list(bucket: string, prefix: string): AsyncIterable<ObjectVersion>;
  /** The bytes of a version. @throws ArchiverError `NotFound` */
  read(version: Pick<ObjectVersion, 'bucket' | 'key' | 'versionId'>): Promise<ByteStream>;
  /** Whether the bucket has Object Lock: without it no version is ever protected. */
  canLock(bucket: string): Promise<boolean>;
  /** @throws ArchiverError `NotFound` */
  locksOf(version: Pick<ObjectVersion, 'bucket' | 'key' | 'versionId'>): Promise<VersionLocks>;
  /** Puts a legal hold on a version, or takes it off. @throws ArchiverError `NotFound`, `InvalidInput` without Object Lock */
  setLegalHold(version: Pick<ObjectVersion, 'bucket' | 'key' | 'versionId'>, held: boolean): Promise<void>;
  /** Removes versions for good; absent ones are fine. Answers those that the bucket would not give up. */
  delete(
    bucket: string,
    versions: readonly Pick<ObjectVersion, 'key' | 'versionId'>[],
  ): Promise<readonly RefusedDeletion[]>;
}
