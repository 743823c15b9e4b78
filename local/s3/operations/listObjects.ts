import { keyEncoder, resultLimit } from '../request/listParameters.ts';
import { listedObjects } from '../response/listedObjects.ts';
import { sendXml } from '../response/sendXml.ts';
import type { Operation } from '../s3Context.ts';
import { listKeys, objectsOf } from '../storage/listKeys.ts';
import type { ObjectRecord } from '../storage/records.ts';

/** ListObjects, the first version, which older clients still call. */
export const listObjects: Operation = async (context, request, response) => {
  const { bucket, query } = request;
  context.buckets.require(bucket);
  const prefix = query.get('prefix') ?? '';
  const delimiter = query.get('delimiter') ?? '';
  const marker = query.get('marker') ?? '';
  const limit = resultLimit(request, 'max-keys');
  const encode = keyEncoder(request);
  // A marker that is a common prefix was one of the page before: all behind it was counted there.
  const rolledUp = delimiter !== '' && marker.startsWith(prefix) && marker.endsWith(delimiter) && marker !== prefix;
  const position = marker === '' ? {} : rolledUp ? { afterPrefix: marker } : { after: marker };
  const page = await listKeys<ObjectRecord>(context.index, {
    within: objectsOf(bucket),
    prefix,
    delimiter,
    limit,
    ...position,
  });
  const next = page.next && ('after' in page.next ? page.next.after : page.next.afterPrefix);
  sendXml(response, 'ListBucketResult', [
    ['Name', bucket],
    ['Prefix', encode(prefix)],
    ['Marker', encode(marker)],
    ['NextMarker', next !== undefined && delimiter !== '' ? encode(next) : undefined],
    ['Delimiter', delimiter === '' ? undefined : encode(delimiter)],
    ['MaxKeys', limit],
    ['EncodingType', query.get('encoding-type') ?? undefined],
    ['IsTruncated', page.next !== undefined],
    ...listedObjects(page, encode),
  ]);
};
