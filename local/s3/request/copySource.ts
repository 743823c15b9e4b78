import { S3Error } from '../s3Error.ts';
import type { ObjectRecord } from '../storage/records.ts';
import { judgeReadConditions } from './readConditions.ts';
import { requireKey, type S3Request } from './s3Request.ts';

/** The object that an `x-amz-copy-source` header names: `/bucket/key` or `bucket/key`, URL-encoded. */
export function copySource(request: S3Request): { readonly bucket: string; readonly key: string } {
  const header = request.header('x-amz-copy-source') ?? '';
  const [path = ''] = header.split('?versionId=', 1);
  let decoded: string;
  try {
    decoded = decodeURIComponent(path);
  } catch (error) {
    throw new S3Error('InvalidArgument', { message: 'The x-amz-copy-source header is not URL-encoded.', cause: error });
  }
  const source = decoded.startsWith('/') ? decoded.slice(1) : decoded;
  const slash = source.indexOf('/');
  if (slash < 1 || slash === source.length - 1)
    throw new S3Error('InvalidArgument', {
      message: 'Copy Source must mention the source bucket and key: sourcebucket/sourcekey',
      elements: { ArgumentName: 'x-amz-copy-source', ArgumentValue: header },
    });
  const key = source.slice(slash + 1);
  requireKey(key);
  return { bucket: source.slice(0, slash), key };
}

/** Throws 412 where the `x-amz-copy-source-if-` headers do not hold. */
export function requireCopySourceConditions(request: S3Request, record: ObjectRecord): void {
  const header = (name: string) => request.header(`x-amz-copy-source-if-${name}`);
  const verdict = judgeReadConditions(
    {
      match: header('match'),
      noneMatch: header('none-match'),
      modifiedSince: header('modified-since'),
      unmodifiedSince: header('unmodified-since'),
    },
    record,
  );
  if (verdict === 'not-modified') throw new S3Error('PreconditionFailed');
}
