import { S3Error } from '../s3Error.ts';
import type { S3Request } from './s3Request.ts';

/** Documented: API reference, "Authenticating requests: using query parameters": seven days. */
const MAX_EXPIRES_SECONDS = 604_800;

/** Throws where a presigned URL is past its time at `nowMs`. Its signature is the gateway's business. */
export function requirePresignedUnexpired(request: S3Request, nowMs: number): void {
  if (!request.presigned) return;
  const signedMs = parseAmzDate(request.query.get('X-Amz-Date') ?? '');
  if (signedMs === undefined)
    throw queryError("X-Amz-Date must be in the ISO8601 Long Format \"yyyyMMdd'T'HHmmss'Z'\"");
  const expires = request.query.get('X-Amz-Expires') ?? '';
  if (!/^\d+$/.test(expires)) throw queryError('X-Amz-Expires should be a number');
  const seconds = Number(expires);
  if (seconds > MAX_EXPIRES_SECONDS)
    throw queryError(
      'X-Amz-Expires must be less than a week (in seconds); that is, the given X-Amz-Expires must be less than 604800 seconds',
    );
  const expiresMs = signedMs + seconds * 1000;
  if (nowMs > expiresMs)
    throw new S3Error('AccessDenied', {
      message: 'Request has expired',
      elements: {
        'X-Amz-Expires': expires,
        Expires: new Date(expiresMs).toISOString(),
        ServerTime: new Date(nowMs).toISOString(),
      },
    });
}

function parseAmzDate(text: string): number | undefined {
  const parts = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(text);
  if (parts === null) return undefined;
  const [, year, month, day, hour, minute, second] = parts;
  const ms = Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
  return Number.isNaN(ms) ? undefined : ms;
}

function queryError(message: string): S3Error {
  return new S3Error('AuthorizationQueryParametersError', { message });
}
