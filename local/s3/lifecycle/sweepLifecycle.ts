import type { S3Context } from '../s3Context.ts';
import { indexKeys } from '../storage/indexKeys.ts';
import type { BucketRecord, ObjectRecord, UploadRecord } from '../storage/records.ts';
import { isExpired, isUploadExpired } from './expiry.ts';
import type { LifecycleRule } from './lifecycleRule.ts';

/** What a sweep removed. */
export interface LifecycleSweep {
  readonly expiredObjects: number;
  readonly abortedUploads: number;
}

/**
 * Enforces the lifecycle of every bucket at the clock's present. Walks only what the rules' prefixes cover, and judges
 * each object once more under its lock: one that is replaced meanwhile stays.
 */
export async function sweepLifecycle(context: S3Context): Promise<LifecycleSweep> {
  let expiredObjects = 0;
  let abortedUploads = 0;
  const nowMs = context.system.clock.now();
  for (const bucket of context.buckets.all()) {
    for (const rule of bucket.configuration.lifecycleRules ?? []) {
      if (rule.status !== 'Enabled') continue;
      expiredObjects += await expireObjects(context, bucket, rule, nowMs);
      abortedUploads += await abortUploads(context, bucket, rule, nowMs);
    }
  }
  return { expiredObjects, abortedUploads };
}

async function expireObjects(
  context: S3Context,
  bucket: BucketRecord,
  rule: LifecycleRule,
  nowMs: number,
): Promise<number> {
  if (rule.expirationDays === undefined && rule.expirationDateMs === undefined) return 0;
  let expired = 0;
  const within = indexKeys.objects(bucket.name);
  for await (const [name, record] of context.index.entries<ObjectRecord>(within + (rule.prefix ?? ''))) {
    const key = name.slice(within.length);
    if (!isExpired(rule, key, record, nowMs)) continue;
    const requestId = context.system.random.uuid();
    const removed = await context.objects.delete(bucket.name, key, 'Lifecycle Expiration', requestId, (current) =>
      current === undefined ? false : isExpired(rule, key, current, nowMs),
    );
    if (removed) expired++;
  }
  return expired;
}

async function abortUploads(
  context: S3Context,
  bucket: BucketRecord,
  rule: LifecycleRule,
  nowMs: number,
): Promise<number> {
  if (rule.abortIncompleteMultipartUploadDays === undefined) return 0;
  let aborted = 0;
  for await (const [, upload] of context.index.entries<UploadRecord>(indexKeys.uploads(bucket.name))) {
    if (!isUploadExpired(rule, upload, nowMs)) continue;
    if (await context.uploads.abortIfThere(upload)) aborted++;
  }
  return aborted;
}
