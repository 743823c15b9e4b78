import { S3Error } from '../s3Error.ts';

/** Documented: user guide, "General purpose bucket naming rules". */
export function requireBucketName(name: string): void {
  const valid =
    /^[a-z0-9](?:[a-z0-9.-]{1,61})[a-z0-9]$/.test(name) && !name.includes('..') && !/^\d+(\.\d+){3}$/.test(name);
  if (!valid) throw new S3Error('InvalidBucketName', { elements: { BucketName: name } });
}
