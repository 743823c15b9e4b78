import { S3Error } from '../s3Error.ts';
import type { ObjectLockDefaults } from '../storage/records.ts';

export type LockMode = 'GOVERNANCE' | 'COMPLIANCE';

/** Until when a version may not be deleted. */
export interface VersionRetention {
  readonly mode: LockMode;
  /** UTC epoch milliseconds. */
  readonly untilMs: number;
}

/** What protects a version. */
export interface VersionLock {
  readonly retention?: VersionRetention;
  readonly legalHold?: boolean;
}

const DAY_MS = 86_400_000;

/**
 * Throws where a version may not be deleted. Documented: user guide, "Locking objects with Object Lock": a legal hold
 * and a compliance retention stop everybody; a governance retention stops those who do not say that they bypass it.
 * Observed: the message.
 */
export function requireUnlocked(lock: VersionLock, nowMs: number, bypassGovernance: boolean): void {
  if (isLocked(lock, nowMs, bypassGovernance)) throw lockedError();
}

/** Whether a version may not be deleted at `nowMs`. */
export function isLocked({ retention, legalHold }: VersionLock, nowMs: number, bypassGovernance = false): boolean {
  if (legalHold === true) return true;
  if (retention === undefined || retention.untilMs <= nowMs) return false;
  return retention.mode === 'COMPLIANCE' || !bypassGovernance;
}

/**
 * Throws where a retention may not give way to another. Documented: PutObjectRetention: a compliance retention is only
 * ever lengthened; a governance one is also shortened or removed, by those who say that they bypass it.
 */
export function requireRetentionChange(
  before: VersionRetention | undefined,
  after: VersionRetention | undefined,
  nowMs: number,
  bypassGovernance: boolean,
): void {
  if (before === undefined || before.untilMs <= nowMs) return;
  const stricter = after !== undefined && (after.mode === 'COMPLIANCE' || before.mode === 'GOVERNANCE');
  if (stricter && after.untilMs >= before.untilMs) return;
  if (before.mode === 'COMPLIANCE' || !bypassGovernance) throw lockedError();
}

/** What a bucket's default gives a version that is stored now and says nothing itself. */
export function defaultRetention(defaults: ObjectLockDefaults, nowMs: number): VersionRetention | undefined {
  const { mode, days, years } = defaults;
  if (mode === undefined) return undefined;
  const until = new Date(nowMs + (days ?? 0) * DAY_MS);
  until.setUTCFullYear(until.getUTCFullYear() + (years ?? 0));
  return { mode, untilMs: until.getTime() };
}

function lockedError(): S3Error {
  return new S3Error('AccessDenied', { message: 'Access Denied because object protected by object lock.' });
}
