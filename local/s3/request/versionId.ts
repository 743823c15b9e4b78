import type { S3Request } from './s3Request.ts';

/** The version that a request names; nothing where it means the object as it is now. */
export function versionIdOf(request: S3Request): string | undefined {
  const versionId = request.query.get('versionId');
  return versionId === null || versionId === '' ? undefined : versionId;
}

/** Whether the request says that it goes past a governance retention. */
export function bypassesGovernance(request: S3Request): boolean {
  return request.header('x-amz-bypass-governance-retention')?.toLowerCase() === 'true';
}
