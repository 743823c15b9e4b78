import { byteRange } from '../request/byteRange.ts';
import { matchesEtag } from '../request/etags.ts';
import { judgeReadConditions } from '../request/readConditions.ts';
import type { S3Request } from '../request/s3Request.ts';
import { S3Error } from '../s3Error.ts';
import type { ObjectRecord } from '../storage/records.ts';

/** Which bytes of an object a read is answered with, and the status and headers that say so. */
export interface ReadPlan {
  readonly status: 200 | 206 | 304;
  readonly start: number;
  readonly end: number;
  readonly headers: Readonly<Record<string, string>>;
}

/** Judges conditions, range and part number of a GetObject or HeadObject. */
export function readPlan(request: S3Request, record: ObjectRecord): ReadPlan {
  const conditions = {
    match: request.header('if-match'),
    noneMatch: request.header('if-none-match'),
    modifiedSince: request.header('if-modified-since'),
    unmodifiedSince: request.header('if-unmodified-since'),
  };
  if (judgeReadConditions(conditions, record) === 'not-modified') return { status: 304, start: 0, end: 0, headers: {} };
  const partNumber = request.query.get('partNumber');
  if (partNumber !== null) return partPlan(record, Number(partNumber));
  const ifRange = request.header('if-range');
  const asked = ifRange === undefined || matchesEtag(ifRange, record.etag) ? request.header('range') : undefined;
  const range = byteRange(asked, record.bytes);
  if (range === undefined)
    return { status: 200, start: 0, end: record.bytes, headers: { 'content-length': String(record.bytes) } };
  return partial(record, range.start, range.end);
}

/** Documented: GetObject, `partNumber`: "effectively performs a 'ranged' GET request for the part specified". */
function partPlan(record: ObjectRecord, number: number): ReadPlan {
  const parts = record.parts ?? [{ number: 1, bytes: record.bytes }];
  const index = number - 1;
  const part = parts[index];
  if (part === undefined) throw new S3Error('InvalidRange', { message: 'The requested partnumber is not satisfiable' });
  const start = parts.slice(0, index).reduce((sum, { bytes }) => sum + bytes, 0);
  const plan = partial(record, start, start + part.bytes);
  return record.parts === undefined
    ? plan
    : { ...plan, headers: { ...plan.headers, 'x-amz-mp-parts-count': String(parts.length) } };
}

function partial(record: ObjectRecord, start: number, end: number): ReadPlan {
  const headers = {
    'content-length': String(end - start),
    'content-range': `bytes ${start}-${end - 1}/${record.bytes}`,
  };
  return { status: 206, start, end, headers };
}
