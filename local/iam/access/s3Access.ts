import type { IncomingMessage } from 'node:http';
import type { AccessRequest } from '../AccessRequest.ts';

const bucketArn = (bucket: string): string => `arn:aws:s3:::${bucket}`;
const objectArn = (bucket: string, key: string): string => `arn:aws:s3:::${bucket}/${key}`;

/** Actions on a bucket, by method and subresource. */
const ON_BUCKET: Readonly<Record<string, string>> = {
  'PUT ': 'CreateBucket',
  'HEAD ': 'ListBucket',
  'DELETE ': 'DeleteBucket',
  'GET ': 'ListBucket',
  'GET location': 'GetBucketLocation',
  'GET uploads': 'ListBucketMultipartUploads',
  'GET lifecycle': 'GetLifecycleConfiguration',
  'PUT lifecycle': 'PutLifecycleConfiguration',
  'DELETE lifecycle': 'PutLifecycleConfiguration',
  'GET cors': 'GetBucketCORS',
  'PUT cors': 'PutBucketCORS',
  'DELETE cors': 'PutBucketCORS',
  'GET versioning': 'GetBucketVersioning',
  'PUT versioning': 'PutBucketVersioning',
  'GET versions': 'ListBucketVersions',
  'GET object-lock': 'GetBucketObjectLockConfiguration',
  'PUT object-lock': 'PutBucketObjectLockConfiguration',
  'GET notification': 'GetBucketNotification',
  'PUT notification': 'PutBucketNotification',
};

/**
 * The action on a named version. Documented: actions, resources and condition keys of S3: they are actions of their own,
 * but for holds and retentions.
 */
function ofVersion(action: string): string {
  const names: Readonly<Record<string, string>> = {
    GetObject: 'GetObjectVersion',
    DeleteObject: 'DeleteObjectVersion',
    GetObjectTagging: 'GetObjectVersionTagging',
    PutObjectTagging: 'PutObjectVersionTagging',
    DeleteObjectTagging: 'DeleteObjectVersionTagging',
    GetObjectAttributes: 'GetObjectVersionAttributes',
  };
  return names[action] ?? action;
}

/** Actions on an object; several where the operation needs them all. */
const ON_OBJECT: Readonly<Record<string, readonly string[]>> = {
  'GET ': ['GetObject'],
  'HEAD ': ['GetObject'],
  'PUT ': ['PutObject'],
  'DELETE ': ['DeleteObject'],
  'GET tagging': ['GetObjectTagging'],
  'PUT tagging': ['PutObjectTagging'],
  'DELETE tagging': ['DeleteObjectTagging'],
  'GET legal-hold': ['GetObjectLegalHold'],
  'PUT legal-hold': ['PutObjectLegalHold'],
  'GET retention': ['GetObjectRetention'],
  'PUT retention': ['PutObjectRetention'],
  'GET attributes': ['GetObject', 'GetObjectAttributes'],
  'POST uploads': ['PutObject'],
  'PUT uploadId': ['PutObject'],
  'POST uploadId': ['PutObject'],
  'DELETE uploadId': ['AbortMultipartUpload'],
  'GET uploadId': ['ListMultipartUploadParts'],
};

const SUBRESOURCES = [
  ...new Set([...Object.keys(ON_BUCKET), ...Object.keys(ON_OBJECT)].map((call) => call.split(' ')[1] ?? '')),
  // Named so that they are never taken for the plain operation: nothing above grants them.
  ...['delete', 'acl', 'policy', 'encryption', 'restore'],
].filter((name) => name !== '');

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text; // S3 itself refuses it.
  }
}

function sourceOf(request: IncomingMessage): AccessRequest[] {
  const header = request.headers['x-amz-copy-source'];
  if (typeof header !== 'string') return [];
  const source = decoded(header.split('?', 1)[0] ?? '').replace(/^\//, '');
  return [{ action: 's3:GetObject', resource: `arn:aws:s3:::${source}` }];
}

/**
 * What a request to S3 needs. An operation that is not known here needs an action that nobody can be granted.
 * Documented: S3 user guide, "Required permissions for Amazon S3 API operations".
 * @param deleted what the body of a DeleteObjects names
 */
export function s3Access(
  request: IncomingMessage,
  deleted: readonly { key: string; versionId?: string }[] = [],
): readonly AccessRequest[] {
  const { method = 'GET', url = '/' } = request;
  const question = url.indexOf('?');
  const path = decoded(question < 0 ? url : url.slice(0, question)).replace(/^\//, '');
  const query = new URLSearchParams(question < 0 ? '' : url.slice(question + 1));
  const slash = path.indexOf('/');
  const bucket = slash < 0 ? path : path.slice(0, slash);
  const key = slash < 0 ? '' : path.slice(slash + 1);
  const subresource = [...query.keys()].find((name) => SUBRESOURCES.includes(name)) ?? '';
  const call = `${method} ${subresource}`;
  if (bucket === '') return [{ action: call === 'GET ' ? 's3:ListAllMyBuckets' : `s3:(${call})`, resource: '*' }];
  if (key === '') {
    if (call === 'POST delete') {
      return deleted.map(({ key: each, versionId }) => ({
        action: versionId === undefined ? 's3:DeleteObject' : 's3:DeleteObjectVersion',
        resource: objectArn(bucket, each),
      }));
    }
    const action = ON_BUCKET[call] ?? `(${call})`;
    const prefix = query.get('prefix');
    const context = action === 'ListBucket' && prefix !== null ? { 's3:prefix': prefix } : {};
    return [{ action: `s3:${action}`, resource: bucketArn(bucket), context }];
  }
  const versioned = query.has('versionId');
  const actions = [...(ON_OBJECT[call] ?? [`(${call})`])].map((action) => (versioned ? ofVersion(action) : action));
  if (String(request.headers['x-amz-bypass-governance-retention'] ?? '').toLowerCase() === 'true') {
    actions.push('BypassGovernanceRetention');
  }
  if (request.headers['x-amz-tagging'] !== undefined) actions.push('PutObjectTagging');
  return [
    ...actions.map((action) => ({ action: `s3:${action}`, resource: objectArn(bucket, key) })),
    ...(method === 'PUT' ? sourceOf(request) : []),
  ];
}

/**
 * What tells a caller that a key is absent: without it a missing object answers 403, not 404. Documented: S3 API
 * reference, GetObject. That this check has no `s3:prefix` is assumed: the stricter of the two readings.
 */
export function absenceAccess(request: IncomingMessage): AccessRequest {
  const bucket = decoded((request.url ?? '').split('?', 1)[0] ?? '').split('/')[1] ?? '';
  return { action: 's3:ListBucket', resource: bucketArn(bucket) };
}
