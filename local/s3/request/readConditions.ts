import { S3Error } from '../s3Error.ts';
import type { ObjectRecord } from '../storage/records.ts';
import { matchesEtag } from './etags.ts';

/** The four conditions of a read, as headers or as `x-amz-copy-source-` headers. */
export interface ReadConditions {
  readonly match: string | undefined;
  readonly noneMatch: string | undefined;
  readonly modifiedSince: string | undefined;
  readonly unmodifiedSince: string | undefined;
}

/**
 * Judges the conditions in the order of RFC 9110 13.2.2, which S3 follows (documented: GetObject, "Overriding response
 * header values" and the notes on combined conditions): a match beats a date. Throws 412; `not-modified` is a read's 304.
 */
export function judgeReadConditions(conditions: ReadConditions, record: ObjectRecord): 'send' | 'not-modified' {
  // HTTP dates have whole seconds.
  const modified = Math.floor(record.modifiedMs / 1000) * 1000;
  if (conditions.match !== undefined) {
    if (!matchesEtag(conditions.match, record.etag)) throw failed('If-Match');
  } else if (isDateBefore(conditions.unmodifiedSince, modified)) throw failed('If-Unmodified-Since');
  if (conditions.noneMatch !== undefined)
    return matchesEtag(conditions.noneMatch, record.etag) ? 'not-modified' : 'send';
  const since = parseDate(conditions.modifiedSince);
  return since !== undefined && modified <= since ? 'not-modified' : 'send';
}

function isDateBefore(date: string | undefined, ms: number): boolean {
  const parsed = parseDate(date);
  return parsed !== undefined && parsed < ms;
}

function parseDate(date: string | undefined): number | undefined {
  const ms = date === undefined ? Number.NaN : Date.parse(date);
  return Number.isNaN(ms) ? undefined : ms;
}

function failed(condition: string): S3Error {
  return new S3Error('PreconditionFailed', { elements: { Condition: condition } });
}
