import { IncomingMessage, type ServerResponse } from 'node:http';
import type { LocalService } from '../service.ts';

/** What reaches a bucket of a viewer's headers. Documented: "How CloudFront processes requests", and CORS-S3Origin. */
const FORWARDED = [
  'range',
  'if-range',
  'if-match',
  'if-none-match',
  'if-modified-since',
  'if-unmodified-since',
  'origin',
  'access-control-request-method',
  'access-control-request-headers',
];

/** A front's way to a bucket. */
export interface BucketOrigin {
  readonly s3: LocalService;
  /** Told of each request before it is made: who may not list a bucket hears 403 of what is not there. */
  concealAbsence(request: IncomingMessage): void;
}

/**
 * Gives an object of a bucket as an origin access control lets the front have it: by its path as it was sent, without a
 * query, a cookie or anybody's credentials.
 */
export function fromBucket(
  { s3, concealAbsence }: BucketOrigin,
  bucket: string,
  path: string,
  viewer: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const request = new IncomingMessage(viewer.socket);
  request.method = viewer.method;
  request.url = `/${bucket}${path}`;
  request.httpVersion = viewer.httpVersion;
  request.headers = { host: viewer.headers.host };
  for (const name of FORWARDED) {
    const value = viewer.headers[name];
    if (value !== undefined) request.headers[name] = value;
  }
  // It has no body: reading must not wake the socket.
  request._read = () => undefined;
  request.push(null);
  request.complete = true;
  concealAbsence(request);
  return s3.handle(request, response);
}
