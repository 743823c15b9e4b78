import type { Checksum, ChecksumAlgorithm, ChecksumType } from '../checksum/checksumAlgorithm.ts';
import type { LifecycleRule } from '../lifecycle/lifecycleRule.ts';
import type { LockMode, VersionLock } from '../lock/objectLock.ts';
import type { CorsRule } from '../request/corsRules.ts';

/** What a bucket is declared with, by serverless.yml or over the wire. */
export interface BucketConfiguration {
  readonly lifecycleRules?: readonly LifecycleRule[];
  readonly corsRules?: readonly CorsRule[];
  /** Once set, what is overwritten or deleted stays as a version. */
  readonly versioning?: 'Enabled' | 'Suspended';
  /** Object Lock is on, with what it gives versions that ask for nothing. */
  readonly objectLock?: ObjectLockDefaults;
  /** Whether object events go to EventBridge. */
  readonly eventBridge?: boolean;
}

/** The default retention of a bucket: mode and period together, or neither. */
export interface ObjectLockDefaults {
  readonly mode?: LockMode;
  readonly days?: number;
  readonly years?: number;
}

export interface BucketRecord {
  readonly name: string;
  readonly createdMs: number;
  readonly configuration: BucketConfiguration;
}

/** What a client says about an object when it stores it. */
export interface ObjectDescription {
  /** Standard headers by lower-case name: `content-type`, `cache-control`, ... */
  readonly headers: Readonly<Record<string, string>>;
  /** User metadata, without the `x-amz-meta-`. */
  readonly metadata: Readonly<Record<string, string>>;
  readonly tags: Readonly<Record<string, string>>;
  readonly storageClass?: string;
}

export interface PartSummary {
  readonly number: number;
  readonly bytes: number;
  readonly checksum?: string;
}

export interface ObjectRecord extends ObjectDescription, VersionLock {
  /** The file that holds its bytes, relative to the data folder. Files never change once they are named here. */
  readonly file: string;
  readonly bytes: number;
  /** Without quotes. */
  readonly etag: string;
  readonly modifiedMs: number;
  readonly checksum?: Checksum;
  /** Absent where it was stored while the bucket kept no versions: that is the `null` version. */
  readonly versionId?: string;
  /** Its place among the versions of its key. */
  readonly ordinal?: number;
  /** The upload that made it, and its parts: only where it was a multipart upload. */
  readonly uploadId?: string;
  readonly parts?: readonly PartSummary[];
}

export interface UploadRecord extends ObjectDescription, VersionLock {
  readonly bucket: string;
  readonly key: string;
  readonly uploadId: string;
  readonly startedMs: number;
  readonly checksumAlgorithm?: ChecksumAlgorithm;
  readonly checksumType?: ChecksumType;
}

export interface PartRecord {
  readonly number: number;
  readonly file: string;
  readonly bytes: number;
  readonly etag: string;
  readonly modifiedMs: number;
  readonly checksum?: { readonly algorithm: ChecksumAlgorithm; readonly value: string };
}
