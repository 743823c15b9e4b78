import type { S3Request } from '../request/s3Request.ts';

/**
 * The body as it comes in. Whoever stops early leaves the connection open, so that the client, which may still be
 * sending, can be told why (`writeError` lets it come to its end).
 */
export function bodyPieces(request: S3Request): AsyncIterable<Uint8Array> {
  return request.incoming.iterator({ destroyOnReturn: false }) as AsyncIterable<Uint8Array>;
}
