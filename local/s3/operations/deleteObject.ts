import { matchesEtag } from '../request/etags.ts';
import { bypassesGovernance, versionIdOf } from '../request/versionId.ts';
import { sendEmpty } from '../response/sendXml.ts';
import { deletionHeaders } from '../response/versionHeaders.ts';
import type { Operation } from '../s3Context.ts';
import { S3Error } from '../s3Error.ts';

/**
 * DeleteObject. Documented: 204 whether or not there was an object; `If-Match` makes it conditional; with a `versionId`
 * that version is removed for good, without one a bucket that keeps versions gets a delete marker.
 */
export const deleteObject: Operation = async (context, request, response) => {
  const { bucket, key, requestId } = request;
  const match = request.header('if-match');
  const versionId = versionIdOf(request);
  if (versionId !== undefined) {
    const origin = { reason: 'DeleteObject', requestId, bypassGovernance: bypassesGovernance(request) } as const;
    const removed = await context.objects.deleteVersion(bucket, key, versionId, origin);
    sendEmpty(response, 204, deletionHeaders(removed));
    return;
  }
  const deletion = await context.objects.delete(bucket, key, 'DeleteObject', requestId, (record) => {
    if (match === undefined) return true;
    if (record === undefined) throw new S3Error('NoSuchKey', { elements: { Key: key } });
    if (!matchesEtag(match, record.etag))
      throw new S3Error('PreconditionFailed', { elements: { Condition: 'If-Match' } });
    return true;
  });
  sendEmpty(response, 204, deletionHeaders(deletion));
};
