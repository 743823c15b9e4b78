import { asS3Error } from '../asS3Error.ts';
import { readSmallBody } from '../body/readSmallBody.ts';
import { unquoted } from '../request/etags.ts';
import { childElements, readXml, type XmlElement } from '../request/readXml.ts';
import { requireKey, type S3Request } from '../request/s3Request.ts';
import { bypassesGovernance } from '../request/versionId.ts';
import { sendXml } from '../response/sendXml.ts';
import type { XmlContent } from '../response/xml.ts';
import type { Operation, S3Context } from '../s3Context.ts';
import { S3Error } from '../s3Error.ts';

/** Documented: DeleteObjects: "a list of up to 1,000 keys". */
const MAX_OBJECTS = 1000;
/** Deletions at once: enough to share syncs of the disk. */
const AT_ONCE = 64;

/** DeleteObjects: each key by itself; an error is one key's, not the request's. */
export const deleteObjects: Operation = async (context, request, response) => {
  context.buckets.require(request.bucket);
  const root = readXml(await readSmallBody(request), 'Delete');
  const objects = childElements(root, 'Object');
  if (objects.length === 0 || objects.length > MAX_OBJECTS) throw new S3Error('MalformedXML');
  const quiet = root.text('Quiet')?.trim() === 'true';
  const results: (readonly [string, XmlContent])[] = [];
  for (let at = 0; at < objects.length; at += AT_ONCE) {
    const group = objects.slice(at, at + AT_ONCE);
    results.push(...(await Promise.all(group.map((object) => deleteOne(context, request, object)))));
  }
  sendXml(
    response,
    'DeleteResult',
    results.filter(([name]) => name === 'Error' || !quiet),
  );
};

async function deleteOne(
  context: S3Context,
  request: S3Request,
  object: XmlElement,
): Promise<readonly [string, XmlContent]> {
  const { bucket, requestId } = request;
  const key = object.text('Key') ?? '';
  const asked = object.text('VersionId');
  const etag = object.text('ETag');
  try {
    if (key === '') throw new S3Error('InvalidArgument', { message: 'The key is empty.' });
    requireKey(key);
    if (asked !== undefined && asked !== '') {
      const origin = { reason: 'DeleteObject', requestId, bypassGovernance: bypassesGovernance(request) } as const;
      const { deleteMarker } = await context.objects.deleteVersion(bucket, key, asked, origin);
      const marker =
        deleteMarker === true
          ? ([
              ['DeleteMarker', true],
              ['DeleteMarkerVersionId', asked],
            ] as const)
          : [];
      return ['Deleted', [['Key', key], ['VersionId', asked], ...marker]];
    }
    const deletion = await context.objects.delete(bucket, key, 'DeleteObject', requestId, (record) => {
      if (etag !== undefined && record !== undefined && unquoted(etag) !== record.etag)
        throw new S3Error('PreconditionFailed');
      return true;
    });
    if (deletion.deleteMarker !== true) return ['Deleted', [['Key', key]]];
    return [
      'Deleted',
      [
        ['Key', key],
        ['DeleteMarker', true],
        ['DeleteMarkerVersionId', deletion.versionId],
      ],
    ];
  } catch (error) {
    const { code, message } = asS3Error(error);
    return [
      'Error',
      [
        ['Key', key],
        ['VersionId', asked],
        ['Code', code],
        ['Message', message],
      ],
    ];
  }
}
