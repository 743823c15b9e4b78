import type { IncomingMessage } from 'node:http';
import { S3Error } from '../s3Error.ts';

/** Documented: user guide, "Creating object key names". */
const MAX_KEY_BYTES = 1024;

/** One request, path style, taken apart. */
export interface S3Request {
  readonly incoming: IncomingMessage;
  readonly method: string;
  /** The decoded path, as errors name it. */
  readonly resource: string;
  readonly bucket: string;
  readonly key: string;
  readonly query: URLSearchParams;
  readonly presigned: boolean;
  readonly requestId: string;
  /** A header; of a presigned request also an `x-amz-` one that was signed into the query. */
  header(name: string): string | undefined;
}

/** Takes a request apart; `bucket` and `key` are empty where the path has none. */
export function s3Request(incoming: IncomingMessage, requestId: string): S3Request {
  const url = incoming.url ?? '/';
  const questionMark = url.indexOf('?');
  const path = questionMark === -1 ? url : url.slice(0, questionMark);
  const query = new URLSearchParams(questionMark === -1 ? '' : url.slice(questionMark + 1));
  const resource = decodePath(path);
  const slash = resource.indexOf('/', 1);
  const bucket = slash === -1 ? resource.slice(1) : resource.slice(1, slash);
  const key = slash === -1 ? '' : resource.slice(slash + 1);
  requireKey(key);
  const presigned = query.has('X-Amz-Signature') || query.has('X-Amz-Algorithm');
  const hoisted = presigned ? hoistedHeaders(query) : new Map<string, string>();
  return {
    incoming,
    method: incoming.method ?? 'GET',
    resource,
    bucket,
    key,
    query,
    presigned,
    requestId,
    header(name) {
      const value = incoming.headers[name];
      return (Array.isArray(value) ? value.join(',') : value) ?? hoisted.get(name);
    },
  };
}

/** Throws where S3 takes no object of that key. */
export function requireKey(key: string): void {
  if (Buffer.byteLength(key) > MAX_KEY_BYTES)
    throw new S3Error('KeyTooLongError', {
      elements: { Size: String(Buffer.byteLength(key)), MaxSizeAllowed: String(MAX_KEY_BYTES) },
    });
  // Assumed: S3 says nothing about NUL; no file system and no XML can hold one, and it separates our index's fields.
  // A lone surrogate has no UTF-8.
  if (key.includes('\0') || Buffer.from(key).toString() !== key) throw new S3Error('InvalidURI');
}

/** Headers that a presigner moved into the query, by lower-case name. */
function hoistedHeaders(query: URLSearchParams): Map<string, string> {
  const headers = new Map<string, string>();
  for (const [name, value] of query) {
    const lower = name.toLowerCase();
    // Observed (by the tests of LocalStack against the service, localstack#12169): a checksum in the query of a
    // presigned URL is not held against the body. SDK v3 puts the one of an empty body there.
    if (lower.startsWith('x-amz-') && !lower.startsWith('x-amz-checksum-')) headers.set(lower, value);
  }
  return headers;
}

function decodePath(path: string): string {
  try {
    return decodeURIComponent(path.startsWith('/') ? path : `/${path}`);
  } catch (error) {
    throw new S3Error('InvalidURI', { cause: error });
  }
}
