import { abortMultipartUpload } from './operations/abortMultipartUpload.ts';
import { completeMultipartUpload } from './operations/completeMultipartUpload.ts';
import { copyObject } from './operations/copyObject.ts';
import { createBucket } from './operations/createBucket.ts';
import { createMultipartUpload } from './operations/createMultipartUpload.ts';
import { deleteBucket } from './operations/deleteBucket.ts';
import { deleteBucketCors } from './operations/deleteBucketCors.ts';
import { deleteBucketLifecycle } from './operations/deleteBucketLifecycle.ts';
import { deleteObject } from './operations/deleteObject.ts';
import { deleteObjects } from './operations/deleteObjects.ts';
import { deleteObjectTagging } from './operations/deleteObjectTagging.ts';
import { getBucketCors } from './operations/getBucketCors.ts';
import { getBucketLifecycleConfiguration } from './operations/getBucketLifecycleConfiguration.ts';
import { getBucketLocation } from './operations/getBucketLocation.ts';
import { getBucketNotificationConfiguration } from './operations/getBucketNotificationConfiguration.ts';
import { getBucketVersioning } from './operations/getBucketVersioning.ts';
import { getObject } from './operations/getObject.ts';
import { getObjectAttributes } from './operations/getObjectAttributes.ts';
import { getObjectLegalHold } from './operations/getObjectLegalHold.ts';
import { getObjectLockConfiguration } from './operations/getObjectLockConfiguration.ts';
import { getObjectRetention } from './operations/getObjectRetention.ts';
import { getObjectTagging } from './operations/getObjectTagging.ts';
import { headBucket } from './operations/headBucket.ts';
import { headObject } from './operations/headObject.ts';
import { listBuckets } from './operations/listBuckets.ts';
import { listMultipartUploads } from './operations/listMultipartUploads.ts';
import { listObjects } from './operations/listObjects.ts';
import { listObjectsV2 } from './operations/listObjectsV2.ts';
import { listObjectVersions } from './operations/listObjectVersions.ts';
import { listParts } from './operations/listParts.ts';
import { preflight } from './operations/preflight.ts';
import { putBucketCors } from './operations/putBucketCors.ts';
import { putBucketLifecycleConfiguration } from './operations/putBucketLifecycleConfiguration.ts';
import { putBucketNotificationConfiguration } from './operations/putBucketNotificationConfiguration.ts';
import { putBucketVersioning } from './operations/putBucketVersioning.ts';
import { putObject } from './operations/putObject.ts';
import { putObjectLegalHold } from './operations/putObjectLegalHold.ts';
import { putObjectLockConfiguration } from './operations/putObjectLockConfiguration.ts';
import { putObjectRetention } from './operations/putObjectRetention.ts';
import { putObjectTagging } from './operations/putObjectTagging.ts';
import { uploadPart } from './operations/uploadPart.ts';
import { uploadPartCopy } from './operations/uploadPartCopy.ts';
import type { S3Request } from './request/s3Request.ts';
import type { Operation } from './s3Context.ts';
import { S3Error } from './s3Error.ts';

type Target = 'service' | 'bucket' | 'object';

/**
 * What a request is for: method, target, the query that names a subresource (`''` where there is none), and whether it
 * names a source to copy.
 */
const OPERATIONS: readonly (readonly [
  method: string,
  target: Target,
  query: string,
  operation: Operation,
  copies?: true,
])[] = [
  ['GET', 'service', '', listBuckets],
  ['PUT', 'bucket', '', createBucket],
  ['HEAD', 'bucket', '', headBucket],
  ['DELETE', 'bucket', '', deleteBucket],
  ['GET', 'bucket', '', listObjects],
  ['GET', 'bucket', 'list-type', listObjectsV2],
  ['GET', 'bucket', 'location', getBucketLocation],
  ['GET', 'bucket', 'uploads', listMultipartUploads],
  ['POST', 'bucket', 'delete', deleteObjects],
  ['GET', 'bucket', 'lifecycle', getBucketLifecycleConfiguration],
  ['PUT', 'bucket', 'lifecycle', putBucketLifecycleConfiguration],
  ['DELETE', 'bucket', 'lifecycle', deleteBucketLifecycle],
  ['GET', 'bucket', 'cors', getBucketCors],
  ['PUT', 'bucket', 'cors', putBucketCors],
  ['DELETE', 'bucket', 'cors', deleteBucketCors],
  ['GET', 'bucket', 'versioning', getBucketVersioning],
  ['PUT', 'bucket', 'versioning', putBucketVersioning],
  ['GET', 'bucket', 'versions', listObjectVersions],
  ['GET', 'bucket', 'object-lock', getObjectLockConfiguration],
  ['PUT', 'bucket', 'object-lock', putObjectLockConfiguration],
  ['GET', 'bucket', 'notification', getBucketNotificationConfiguration],
  ['PUT', 'bucket', 'notification', putBucketNotificationConfiguration],
  ['OPTIONS', 'bucket', '', preflight],
  ['OPTIONS', 'object', '', preflight],
  ['GET', 'object', '', getObject],
  ['HEAD', 'object', '', headObject],
  ['DELETE', 'object', '', deleteObject],
  ['PUT', 'object', '', copyObject, true],
  ['PUT', 'object', '', putObject],
  ['GET', 'object', 'tagging', getObjectTagging],
  ['PUT', 'object', 'tagging', putObjectTagging],
  ['DELETE', 'object', 'tagging', deleteObjectTagging],
  ['GET', 'object', 'legal-hold', getObjectLegalHold],
  ['PUT', 'object', 'legal-hold', putObjectLegalHold],
  ['GET', 'object', 'retention', getObjectRetention],
  ['PUT', 'object', 'retention', putObjectRetention],
  ['GET', 'object', 'attributes', getObjectAttributes],
  ['POST', 'object', 'uploads', createMultipartUpload],
  ['PUT', 'object', 'uploadId', uploadPartCopy, true],
  ['PUT', 'object', 'uploadId', uploadPart],
  ['POST', 'object', 'uploadId', completeMultipartUpload],
  ['DELETE', 'object', 'uploadId', abortMultipartUpload],
  ['GET', 'object', 'uploadId', listParts],
];

/** Queries that name a subresource: one that no operation above answers is not implemented, and never taken for none. */
const SUBRESOURCES = new Set([
  ...OPERATIONS.map(([, , query]) => query).filter((query) => query !== ''),
  ...['accelerate', 'acl', 'analytics', 'encryption', 'intelligent-tiering', 'inventory', 'logging'],
  ...['metrics', 'ownershipControls', 'policy', 'policyStatus', 'publicAccessBlock', 'replication'],
  ...['requestPayment', 'restore', 'select', 'torrent', 'website', 'append'],
]);

/** The operation that answers the request. Throws `NotImplemented` or `MethodNotAllowed` where there is none. */
export function operationFor(request: S3Request): Operation {
  const target: Target = request.bucket === '' ? 'service' : request.key === '' ? 'bucket' : 'object';
  const subresource =
    request.method === 'OPTIONS' ? undefined : [...request.query.keys()].find((name) => SUBRESOURCES.has(name));
  // `versionId` names no subresource but which version is meant; nothing can be written over one.
  if (subresource === undefined && request.method === 'PUT' && request.query.has('versionId'))
    throw new S3Error('NotImplemented', { elements: { Header: 'versionId' } });
  const copies = request.header('x-amz-copy-source') !== undefined;
  const found = OPERATIONS.find(
    ([method, on, query, , copying]) =>
      method === request.method && on === target && query === (subresource ?? '') && (copying === undefined || copies),
  );
  if (found !== undefined) return found[3];
  if (subresource !== undefined) throw new S3Error('NotImplemented', { elements: { Header: subresource } });
  throw new S3Error('MethodNotAllowed', { elements: { Method: request.method, ResourceType: target.toUpperCase() } });
}
