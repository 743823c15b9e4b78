import { S3Error } from '../s3Error.ts';
import type { WriteConditions } from '../storage/writeConditions.ts';
import { unquoted } from './etags.ts';
import type { S3Request } from './s3Request.ts';

/** The conditions a write comes with. Documented: PutObject: `If-None-Match` takes `*` only. */
export function writeConditionsOf(request: S3Request): WriteConditions {
  const noneMatch = request.header('if-none-match');
  const match = request.header('if-match');
  if (noneMatch !== undefined && noneMatch.trim() !== '*')
    throw new S3Error('NotImplemented', { elements: { Header: 'If-None-Match' } });
  return { absent: noneMatch !== undefined, ...(match === undefined ? {} : { etag: unquoted(match) }) };
}
