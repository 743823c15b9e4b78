import { matchesEtag } from '../request/etags.ts';
import { sendEmpty } from '../response/sendXml.ts';
import type { Operation } from '../s3Context.ts';
import { S3Error } from '../s3Error.ts';

/** DeleteObject. Documented: 204 whether or not there was an object; `If-Match` makes it conditional. */
export const deleteObject: Operation = async (context, request, response) => {
  const { bucket, key, requestId } = request;
  const match = request.header('if-match');
  await context.objects.delete(bucket, key, 'DeleteObject', requestId, (record) => {
    if (match === undefined) return true;
    if (record === undefined) throw new S3Error('NoSuchKey', { elements: { Key: key } });
    if (!matchesEtag(match, record.etag))
      throw new S3Error('PreconditionFailed', { elements: { Condition: 'If-Match' } });
    return true;
  });
  sendEmpty(response, 204);
};
