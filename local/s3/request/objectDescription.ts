import { S3Error } from '../s3Error.ts';
import type { ObjectDescription } from '../storage/records.ts';
import type { S3Request } from './s3Request.ts';
import { parseTagHeader } from './tags.ts';

/** The standard headers that are kept with an object and returned with it. */
export const KEPT_HEADERS = [
  'cache-control',
  'content-disposition',
  'content-encoding',
  'content-language',
  'content-type',
  'expires',
] as const;

const METADATA_PREFIX = 'x-amz-meta-';
/** Documented: user guide, "User-defined object metadata": 2 KB, names and values together. */
const MAX_METADATA_BYTES = 2048;

/** What the request says about the object it stores. */
export function objectDescription(request: S3Request): ObjectDescription {
  const storageClass = request.header('x-amz-storage-class');
  return {
    headers: keptHeaders(request),
    metadata: userMetadata(request),
    tags: parseTagHeader(request.header('x-amz-tagging')),
    ...(storageClass === undefined || storageClass === 'STANDARD' ? {} : { storageClass }),
  };
}

/** The standard headers of the request, with S3's default for the content type. */
export function keptHeaders(request: S3Request): Record<string, string> {
  const headers: Record<string, string> = { 'content-type': 'binary/octet-stream' };
  for (const name of KEPT_HEADERS) {
    const value = request.header(name);
    // `aws-chunked` speaks of the request's body, not of the object.
    const kept = name === 'content-encoding' ? value?.replace(/\s*aws-chunked\s*,?/, '').trim() : value;
    if (kept !== undefined && kept !== '') headers[name] = kept;
  }
  return headers;
}

/** The user metadata of the request, names in lower case without their prefix. */
export function userMetadata(request: S3Request): Record<string, string> {
  const names = [...Object.keys(request.incoming.headers), ...(request.presigned ? request.query.keys() : [])];
  const metadata: Record<string, string> = {};
  let bytes = 0;
  for (const name of new Set(names.map((header) => header.toLowerCase()))) {
    if (!name.startsWith(METADATA_PREFIX)) continue;
    const value = request.header(name) ?? '';
    metadata[name.slice(METADATA_PREFIX.length)] = value;
    bytes += name.length - METADATA_PREFIX.length + value.length;
  }
  if (bytes > MAX_METADATA_BYTES) throw new S3Error('MetadataTooLarge');
  return metadata;
}
