import { S3Error } from '../s3Error.ts';
import type { S3Request } from './s3Request.ts';

/** Documented: ListObjectsV2, ListParts, ListMultipartUploads: 1,000 at most, whatever is asked for. */
const MAX_RESULTS = 1000;

/** A parameter such as `max-keys`. */
export function resultLimit(request: S3Request, name: string): number {
  const text = request.query.get(name) ?? String(MAX_RESULTS);
  if (!/^\d{1,10}$/.test(text) || Number(text) > 2 ** 31 - 1)
    throw new S3Error('InvalidArgument', {
      message: `Provided ${name} not an integer or within integer range`,
      elements: { ArgumentName: name, ArgumentValue: text },
    });
  return Math.min(MAX_RESULTS, Number(text));
}

/** How keys are written into a listing: as they are, or URL-encoded where `encoding-type=url` asks for it. */
export function keyEncoder(request: S3Request): (key: string) => string {
  const type = request.query.get('encoding-type');
  if (type === null) return (key) => key;
  if (type !== 'url')
    throw new S3Error('InvalidArgument', {
      message: 'Invalid Encoding Method specified in Request',
      elements: { ArgumentName: 'encoding-type', ArgumentValue: type },
    });
  // Observed: slashes stay, a space becomes `+` (botocore decodes with unquote_plus).
  return (key) =>
    encodeURIComponent(key)
      .replace(/%2F/g, '/')
      .replace(/%20/g, '+')
      .replace(/[!'()]/g, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`);
}
