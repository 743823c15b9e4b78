import type { S3Context } from '../s3Context.ts';
import { indexKeys } from '../storage/indexKeys.ts';
import type { BucketRecord, ObjectRecord, UploadRecord } from '../storage/records.ts';
import { isExpired, isUploadExpired, transitionedTo } from './expiry.ts';
import type { LifecycleRule } from './lifecycleRule.ts';
import { sweepVersions } from './sweepVersions.ts';

/** What a sweep did. */
export interface LifecycleSweep {
  readonly expiredObjects: number;
  readonly abortedUploads: number;
  /** Noncurrent versions and delete markers that are gone. */
  readonly removedVersions: number;
  /** Objects that are in another storage class now. */
  readonly transitionedObjects: number;
}

/**
 * Enforces the lifecycle of every bucket at the clock's present. Walks only what the rules' prefixes cover, and judges
 * each object once more under its lock: one that is replaced meanwhile stays. Documented: where rules overlap, expiration
 * wins over transition.
 */
export async function sweepLifecycle(context: S3Context): Promise<LifecycleSweep> {
  const sum = { expiredObjects: 0, abortedUploads: 0, removedVersions: 0, transitionedObjects: 0 };
  const nowMs = context.system.clock.now();
  for (const bucket of context.buckets.all()) {
    const rules = (bucket.configuration.lifecycleRules ?? []).filter(({ status }) => status === 'Enabled');
    for (const rule of rules) {
      sum.removedVersions += await sweepVersions(context, bucket, rule, nowMs);
      sum.expiredObjects += await expireObjects(context, bucket, rule, nowMs);
      sum.abortedUploads += await abortUploads(context, bucket, rule, nowMs);
    }
    for (const rule of rules) sum.transitionedObjects += await moveObjects(context, bucket, rule, nowMs);
  }
  return sum;
}

async function* objectsUnder(
  context: S3Context,
  bucket: BucketRecord,
  rule: LifecycleRule,
): AsyncGenerator<readonly [key: string, record: ObjectRecord]> {
  const within = indexKeys.objects(bucket.name);
  for await (const [name, record] of context.index.entries<ObjectRecord>(within + (rule.prefix ?? ''))) {
    yield [name.slice(within.length), record];
  }
}

async function expireObjects(
  context: S3Context,
  bucket: BucketRecord,
  rule: LifecycleRule,
  nowMs: number,
): Promise<number> {
  if (rule.expirationDays === undefined && rule.expirationDateMs === undefined) return 0;
  let expired = 0;
  for await (const [key, record] of objectsUnder(context, bucket, rule)) {
    if (!isExpired(rule, key, record, nowMs)) continue;
    const requestId = context.system.random.uuid();
    const { existed } = await context.objects.delete(
      bucket.name,
      key,
      'Lifecycle Expiration',
      requestId,
      (current) => current !== undefined && isExpired(rule, key, current, nowMs),
    );
    if (existed) expired++;
  }
  return expired;
}

/** Documented: user guide, "Transitioning objects": the bytes stay what they are, and so does the time of the last change. */
async function moveObjects(
  context: S3Context,
  bucket: BucketRecord,
  rule: LifecycleRule,
  nowMs: number,
): Promise<number> {
  if (rule.transitions === undefined) return 0;
  let moved = 0;
  for await (const [key, record] of objectsUnder(context, bucket, rule)) {
    const storageClass = transitionedTo(rule, key, record, nowMs);
    if (storageClass === undefined || storageClass === record.storageClass) continue;
    await context.objects.describe(bucket.name, key, (current) =>
      transitionedTo(rule, key, current, nowMs) === storageClass ? { ...current, storageClass } : current,
    );
    moved++;
  }
  return moved;
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
