import { S3Error } from '../s3Error.ts';
import type { S3Request } from './s3Request.ts';

/** Documented: user guide, "Amazon S3 multipart upload limits". */
const MAX_PART_NUMBER = 10_000;

/** The `partNumber` of the query. */
export function partNumberOf(request: S3Request): number {
  const number = Number(request.query.get('partNumber') ?? '');
  if (!isPartNumber(number))
    throw new S3Error('InvalidArgument', {
      message: 'Part number must be an integer between 1 and 10000, inclusive',
      elements: { ArgumentName: 'partNumber', ArgumentValue: request.query.get('partNumber') ?? '' },
    });
  return number;
}

export function isPartNumber(number: number): boolean {
  return Number.isInteger(number) && number >= 1 && number <= MAX_PART_NUMBER;
}

/** The `uploadId` of the query. */
export function uploadIdOf(request: S3Request): string {
  const uploadId = request.query.get('uploadId') ?? '';
  // It becomes part of an index key: what cannot be one of ours is not looked up.
  if (!/^[0-9a-f]{32}$/.test(uploadId))
    throw new S3Error('NoSuchUpload', { elements: { UploadId: uploadId.slice(0, 64) } });
  return uploadId;
}
