import { statfs } from 'node:fs/promises';
import { S3Error } from '../s3Error.ts';

/**
 * What is left to the index when a body is refused: enough to write its buffer (4 MiB) out and begin another log
 * several times over, so that deleting, which makes room, is possible to the end.
 */
export const FREE_FOR_BODIES_BYTES = 32 * 1024 ** 2;
export const FREE_FOR_INDEX_BYTES = 12 * 1024 ** 2;

/** Throws 507 where the disk under `folder` has less than `bytes` left. */
export async function requireFreeSpace(folder: string, bytes: number): Promise<void> {
  const { bavail, bsize } = await statfs(folder);
  if (bavail * bsize < bytes) throw diskFull();
}

/** A full disk, as clients understand it: the server's failure, nothing stored, worth another try. */
export function diskFull(cause?: unknown): S3Error {
  return new S3Error('InternalError', {
    status: 507,
    message: 'The disk is full. Nothing was stored.',
    ...(cause === undefined ? {} : { cause }),
  });
}
