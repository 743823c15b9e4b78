import type { S3Request } from '../request/s3Request.ts';
import { S3Error } from '../s3Error.ts';
import type { BucketRecord } from '../storage/records.ts';
import { defaultRetention, type LockMode, type VersionLock, type VersionRetention } from './objectLock.ts';

/** What a write asks for, or else what the bucket's default gives. Documented: PutObject, `x-amz-object-lock-*`. */
export function lockOfWrite(request: S3Request, bucket: BucketRecord, nowMs: number): VersionLock {
  const defaults = bucket.configuration.objectLock;
  const mode = request.header('x-amz-object-lock-mode');
  const until = request.header('x-amz-object-lock-retain-until-date');
  const hold = request.header('x-amz-object-lock-legal-hold');
  if (defaults === undefined) {
    if (mode !== undefined || until !== undefined || hold !== undefined) throw missingConfiguration();
    return {};
  }
  if ((mode === undefined) !== (until === undefined))
    throw new S3Error('InvalidArgument', {
      message: 'x-amz-object-lock-retain-until-date and x-amz-object-lock-mode must both be supplied',
    });
  const retention = mode === undefined ? defaultRetention(defaults, nowMs) : readRetention(mode, until ?? '', nowMs);
  return {
    ...(retention === undefined ? {} : { retention }),
    ...(hold === undefined ? {} : { legalHold: readHold(hold) }),
  };
}

/** Documented: the date lies in the future. */
export function readRetention(mode: string, until: string, nowMs: number): VersionRetention {
  if (mode !== 'GOVERNANCE' && mode !== 'COMPLIANCE') throw new S3Error('MalformedXML');
  const untilMs = Date.parse(until);
  if (Number.isNaN(untilMs)) throw new S3Error('MalformedXML');
  if (untilMs <= nowMs)
    throw new S3Error('InvalidArgument', { message: 'The retain until date must be in the future!' });
  return { mode: mode satisfies LockMode, untilMs };
}

/** `ON` or `OFF`. */
export function readHold(status: string): boolean {
  if (status !== 'ON' && status !== 'OFF') throw new S3Error('MalformedXML');
  return status === 'ON';
}

/** What GetObject and HeadObject say of a version's lock. */
export function lockHeaders({ retention, legalHold }: VersionLock): Record<string, string> {
  return {
    ...(retention === undefined
      ? {}
      : {
          'x-amz-object-lock-mode': retention.mode,
          'x-amz-object-lock-retain-until-date': new Date(retention.untilMs).toISOString(),
        }),
    ...(legalHold === undefined ? {} : { 'x-amz-object-lock-legal-hold': legalHold ? 'ON' : 'OFF' }),
  };
}

/** Throws where the bucket has no Object Lock. Observed: the message. */
export function requireObjectLock(bucket: BucketRecord): void {
  if (bucket.configuration.objectLock === undefined) throw missingConfiguration();
}

function missingConfiguration(): S3Error {
  return new S3Error('InvalidRequest', { message: 'Bucket is missing Object Lock Configuration' });
}
