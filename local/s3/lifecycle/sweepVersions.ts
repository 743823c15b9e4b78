import { isLocked } from '../lock/objectLock.ts';
import type { S3Context } from '../s3Context.ts';
import { indexKeys } from '../storage/indexKeys.ts';
import type { BucketRecord, ObjectRecord } from '../storage/records.ts';
import { type VersionRecord, versionIdOf } from '../versions/versionRecord.ts';
import { appliesTo, dueMs } from './expiry.ts';
import type { LifecycleRule } from './lifecycleRule.ts';

/**
 * Removes noncurrent versions whose days are over, and delete markers with nothing behind them. Documented: user guide,
 * "Lifecycle configuration elements": days count from when the next version took over; locked versions stay; a rule that
 * names tags or sizes never takes a delete marker, which has none.
 */
export async function sweepVersions(
  context: S3Context,
  bucket: BucketRecord,
  rule: LifecycleRule,
  nowMs: number,
): Promise<number> {
  const { noncurrentVersionExpirationDays: days } = rule;
  const takesMarkers = rule.expiredObjectDeleteMarker === true || rule.expirationDays !== undefined;
  if (bucket.configuration.versioning === undefined || (days === undefined && !takesMarkers)) return 0;

  const isDue = (key: string, version: VersionRecord): boolean => {
    if (version.kind === 'marker') return isMarkerDue(rule, key, version.modifiedMs, nowMs);
    if (days === undefined || nowMs < dueMs(version.supersededMs, days)) return false;
    return appliesTo(rule, key, version.record) && !isLocked(version.record, nowMs);
  };
  let removed = 0;
  const within = indexKeys.versions(bucket.name);
  for await (const [name, version] of context.index.entries<VersionRecord>(within + (rule.prefix ?? ''))) {
    const key = name.slice(within.length).split('\0', 1)[0] ?? '';
    if (!isDue(key, version)) continue;
    if (version.kind === 'marker' && !(await isAlone(context, bucket.name, key))) continue;
    const origin = { reason: 'Lifecycle Expiration', requestId: context.system.random.uuid() } as const;
    const { existed } = await context.objects.deleteVersion(bucket.name, key, versionIdOf(version), origin, (current) =>
      isDue(key, current),
    );
    if (existed) removed++;
  }
  return removed;
}

function isMarkerDue(rule: LifecycleRule, key: string, markedMs: number, nowMs: number): boolean {
  const narrowed = rule.tags ?? rule.objectSizeGreaterThan ?? rule.objectSizeLessThan;
  if (rule.status !== 'Enabled' || narrowed !== undefined || !key.startsWith(rule.prefix ?? '')) return false;
  if (rule.expiredObjectDeleteMarker === true) return true;
  return rule.expirationDays !== undefined && nowMs >= dueMs(markedMs, rule.expirationDays);
}

/** Whether a delete marker is all there is of its key. */
async function isAlone(context: S3Context, bucket: string, key: string): Promise<boolean> {
  if ((await context.index.get<ObjectRecord>(indexKeys.object(bucket, key))) !== undefined) return false;
  let versions = 0;
  for await (const _version of context.index.entries(indexKeys.versionsOf(bucket, key))) {
    versions++;
    if (versions > 1) return false;
  }
  return true;
}
