import { checksumHeader } from '../checksum/checksumAlgorithm.ts';
import { lockHeaders } from '../lock/lockHeaders.ts';
import { quoted } from '../request/etags.ts';
import { KEPT_HEADERS } from '../request/objectDescription.ts';
import type { S3Request } from '../request/s3Request.ts';
import { S3Error } from '../s3Error.ts';
import type { ObjectRecord } from '../storage/records.ts';
import { versionHeader } from './versionHeaders.ts';

/** The headers that GetObject and HeadObject answer with, but for the length. */
export function objectHeaders(request: S3Request, record: ObjectRecord, ranged: boolean): Record<string, string> {
  const headers: Record<string, string> = {
    ...record.headers,
    etag: quoted(record.etag),
    'last-modified': new Date(record.modifiedMs).toUTCString(),
    'accept-ranges': 'bytes',
    ...versionHeader(record),
    ...lockHeaders(record),
  };
  for (const [name, value] of Object.entries(record.metadata)) headers[`x-amz-meta-${name}`] = value;
  const tags = Object.keys(record.tags).length;
  if (tags > 0) headers['x-amz-tagging-count'] = String(tags);
  if (record.storageClass !== undefined) headers['x-amz-storage-class'] = record.storageClass;
  // A checksum of the whole would not fit a range: clients would compare it with what they got.
  const { checksum } = record;
  if (checksum !== undefined && !ranged && request.header('x-amz-checksum-mode')?.toUpperCase() === 'ENABLED') {
    headers[checksumHeader(checksum.algorithm)] = checksum.value;
    headers['x-amz-checksum-type'] = checksum.type;
  }
  return { ...headers, ...overrides(request) };
}

/** Documented: GetObject, "Overriding response header values through the request". */
function overrides(request: S3Request): Record<string, string> {
  const headers: Record<string, string> = {};
  for (const name of KEPT_HEADERS) {
    const value = request.query.get(`response-${name}`);
    if (value === null) continue;
    if (/[\0\r\n]/.test(value))
      throw new S3Error('InvalidArgument', { elements: { ArgumentName: `response-${name}` } });
    // Node writes headers as latin1: bytes of UTF-8, each as one character, go out as they are.
    headers[name] = Buffer.from(value, 'utf8').toString('latin1');
  }
  return headers;
}
