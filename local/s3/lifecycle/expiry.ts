import type { ObjectRecord, UploadRecord } from '../storage/records.ts';
import type { LifecycleRule } from './lifecycleRule.ts';

const DAY_MS = 86_400_000;
/** Documented: user guide, "Transitioning objects": smaller ones stay where they are, unless the rule names a size. */
const SMALLEST_TRANSITION_BYTES = 128 * 1024;

/** Whether the rule's filter takes an object, by key, tags and size. */
export function appliesTo(rule: LifecycleRule, key: string, record: ObjectRecord): boolean {
  if (rule.status !== 'Enabled' || !key.startsWith(rule.prefix ?? '')) return false;
  if (rule.objectSizeGreaterThan !== undefined && record.bytes <= rule.objectSizeGreaterThan) return false;
  if (rule.objectSizeLessThan !== undefined && record.bytes >= rule.objectSizeLessThan) return false;
  return Object.entries(rule.tags ?? {}).every(([name, value]) => record.tags[name] === value);
}

/** Whether the rule applies to the object and its time has come at `nowMs`. */
export function isExpired(rule: LifecycleRule, key: string, record: ObjectRecord, nowMs: number): boolean {
  const at = expiryMs(rule, record);
  return at !== undefined && nowMs >= at && appliesTo(rule, key, record);
}

/** When the rule, where it applies, expires the object. */
export function expiryMs(rule: LifecycleRule, record: Pick<ObjectRecord, 'modifiedMs'>): number | undefined {
  if (rule.expirationDateMs !== undefined) return rule.expirationDateMs;
  return rule.expirationDays === undefined ? undefined : dueMs(record.modifiedMs, rule.expirationDays);
}

/** The storage class that the rule has moved the object to by `nowMs`: that of its latest transition that is due. */
export function transitionedTo(
  rule: LifecycleRule,
  key: string,
  record: ObjectRecord,
  nowMs: number,
): string | undefined {
  if (!appliesTo(rule, key, record)) return undefined;
  const sized = rule.objectSizeGreaterThan !== undefined || rule.objectSizeLessThan !== undefined;
  if (!sized && record.bytes < SMALLEST_TRANSITION_BYTES) return undefined;
  const due = (rule.transitions ?? []).filter(({ days = 0 }) => nowMs >= dueMs(record.modifiedMs, days));
  return due.sort((a, b) => (b.days ?? 0) - (a.days ?? 0))[0]?.storageClass;
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
