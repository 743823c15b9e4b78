import { ARCHIVED_MEDIA_PATHS, CONTROL_PATHS, MEDIA_PATHS, SESSION_PATHS } from '../kvs/kvsPaths.ts';

/** `/getClip` is GetClip, and `/hls/v1/getTSFragment.ts` is GetTSFragment. */
export function kvsOperationName(path: string): string {
  const name = path.slice(path.lastIndexOf('/') + 1).split('.', 1)[0] ?? '';
  return `${name.charAt(0).toUpperCase()}${name.slice(1)}`;
}

const namesOf = (paths: ReadonlySet<string>): ReadonlySet<string> => new Set([...paths].map(kvsOperationName));

/** The operations of each client of Kinesis Video Streams. */
export const KVS_OPERATIONS: ReadonlyMap<string, ReadonlySet<string>> = new Map([
  ['kinesis-video', namesOf(CONTROL_PATHS)],
  ['kinesis-video-archived-media', namesOf(new Set([...ARCHIVED_MEDIA_PATHS, ...SESSION_PATHS]))],
  ['kinesis-video-media', namesOf(MEDIA_PATHS)],
]);

/**
 * S3's operations, by what a request says of itself: method, target, the query that names a subresource, and whether it
 * names a source to copy. A test holds the list to the one that the service answers by.
 */
export const S3_CALLS: readonly (readonly [
  method: string,
  target: 'service' | 'bucket' | 'object',
  query: string,
  operation: string,
  copies?: true,
])[] = [
  ['GET', 'service', '', 'ListBuckets'],
  ['PUT', 'bucket', '', 'CreateBucket'],
  ['HEAD', 'bucket', '', 'HeadBucket'],
  ['DELETE', 'bucket', '', 'DeleteBucket'],
  ['GET', 'bucket', '', 'ListObjects'],
  ['GET', 'bucket', 'list-type', 'ListObjectsV2'],
  ['GET', 'bucket', 'location', 'GetBucketLocation'],
  ['GET', 'bucket', 'uploads', 'ListMultipartUploads'],
  ['POST', 'bucket', 'delete', 'DeleteObjects'],
  ['GET', 'bucket', 'lifecycle', 'GetBucketLifecycleConfiguration'],
  ['PUT', 'bucket', 'lifecycle', 'PutBucketLifecycleConfiguration'],
  ['DELETE', 'bucket', 'lifecycle', 'DeleteBucketLifecycle'],
  ['GET', 'bucket', 'cors', 'GetBucketCors'],
  ['PUT', 'bucket', 'cors', 'PutBucketCors'],
  ['DELETE', 'bucket', 'cors', 'DeleteBucketCors'],
  ['GET', 'bucket', 'versioning', 'GetBucketVersioning'],
  ['GET', 'bucket', 'notification', 'GetBucketNotificationConfiguration'],
  ['PUT', 'bucket', 'notification', 'PutBucketNotificationConfiguration'],
  ['GET', 'object', '', 'GetObject'],
  ['HEAD', 'object', '', 'HeadObject'],
  ['DELETE', 'object', '', 'DeleteObject'],
  ['PUT', 'object', '', 'CopyObject', true],
  ['PUT', 'object', '', 'PutObject'],
  ['GET', 'object', 'tagging', 'GetObjectTagging'],
  ['PUT', 'object', 'tagging', 'PutObjectTagging'],
  ['DELETE', 'object', 'tagging', 'DeleteObjectTagging'],
  ['GET', 'object', 'attributes', 'GetObjectAttributes'],
  ['POST', 'object', 'uploads', 'CreateMultipartUpload'],
  ['PUT', 'object', 'uploadId', 'UploadPartCopy', true],
  ['PUT', 'object', 'uploadId', 'UploadPart'],
  ['POST', 'object', 'uploadId', 'CompleteMultipartUpload'],
  ['DELETE', 'object', 'uploadId', 'AbortMultipartUpload'],
  ['GET', 'object', 'uploadId', 'ListParts'],
];

export const S3_OPERATIONS: ReadonlySet<string> = new Set(S3_CALLS.map(([, , , operation]) => operation));

/** Those that take space on a disk. */
export const S3_WRITES: ReadonlySet<string> = new Set([
  ...['PutObject', 'CopyObject', 'CreateMultipartUpload', 'UploadPart', 'UploadPartCopy', 'CompleteMultipartUpload'],
]);
