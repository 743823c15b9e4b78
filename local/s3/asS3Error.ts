import { S3Error } from './s3Error.ts';
import { fileErrorCode } from './storage/fileErrorCode.ts';
import { diskFull } from './storage/requireFreeSpace.ts';

/** Any error as the answer it becomes: itself, a full disk's 507, or InternalError with the error as its cause. */
export function asS3Error(error: unknown): S3Error {
  if (error instanceof S3Error) return error;
  const code = fileErrorCode(error);
  // LevelDB gives the system's text alone.
  if (code === 'ENOSPC' || code === 'EDQUOT' || String(error).includes('No space left on device'))
    return diskFull(error);
  return new S3Error('InternalError', { cause: error });
}
