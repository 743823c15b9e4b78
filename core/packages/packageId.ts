import { createHash } from 'node:crypto';

const ID = /^package-[0-9a-f]{24}$/;

export const isPackageId = (text: string): boolean => ID.test(text);

/** The id of a job, made of what it is the job of: the same is the same job. */
export const packageIdOf = (...of: readonly string[]): string =>
  `package-${createHash('sha256').update(JSON.stringify(of)).digest('hex').slice(0, 24)}`;

/**
 * What its execution is called. A name stays taken for 90 days (Step Functions API reference, StartExecution); the time
 * is that of the record, which two who start it at once have in common, so that a job which was deleted can be had again.
 */
export const executionOf = ({ packageId, createdMs }: { packageId: string; createdMs: number }): string =>
  `${packageId}-${createdMs}`;

/** The id of a file that was put into the bucket past the API: the same file twice is one job. */
export const idOfPut = ({ bucket, key, etag }: { bucket: string; key: string; etag: string }): string =>
  packageIdOf('put', bucket, key, etag.replaceAll('"', ''));
