import type { ObjectRecord, UploadRecord } from '../storage/records.ts';
import type { LifecycleRule } from './lifecycleRule.ts';

const DAY_MS = 86_400_000;

/** Whether the rule applies to the object and its time has come at `nowMs`. */
export function isExpired(rule: LifecycleRule, key: string, record: ObjectRecord, nowMs: number): boolean {
  if (rule.status !== 'Enabled' || !key.startsWith(rule.prefix ?? '')) return false;
  if (rule.objectSizeGreaterThan !== undefined && record.bytes <= rule.objectSizeGreaterThan) return false;
  if (rule.objectSizeLessThan !== undefined && record.bytes >= rule.objectSizeLessThan) return false;
  if (Object.entries(rule.tags ?? {}).some(([name, value]) => record.tags[name] !== value)) return false;
  if (rule.expirationDateMs !== undefined && nowMs >= rule.expirationDateMs) return true;
  return rule.expirationDays !== undefined && nowMs >= dueMs(record.modifiedMs, rule.expirationDays);
}

/** Whether the rule aborts the unfinished upload at `nowMs`. Documented: such a rule cannot name tags or sizes. */
export function isUploadExpired(rule: LifecycleRule, upload: UploadRecord, nowMs: number): boolean {
  const days = rule.abortIncompleteMultipartUploadDays;
  if (rule.status !== 'Enabled' || days === undefined || !upload.key.startsWith(rule.prefix ?? '')) return false;
  return nowMs >= dueMs(upload.startedMs, days);
}

/** Documented: the days are added to the time of creation, and the result is rounded up to the next midnight UTC. */
export function dueMs(createdMs: number, days: number): number {
  return Math.ceil((createdMs + days * DAY_MS) / DAY_MS) * DAY_MS;
}
