import { keyEncoder, resultLimit } from '../request/listParameters.ts';
import { listedObjects } from '../response/listedObjects.ts';
import { sendXml } from '../response/sendXml.ts';
import type { Operation } from '../s3Context.ts';
import { S3Error } from '../s3Error.ts';
import { type ListPage, listKeys, objectsOf } from '../storage/listKeys.ts';
import type { ObjectRecord } from '../storage/records.ts';

type Position = NonNullable<ListPage<unknown>['next']>;

/** ListObjectsV2. A continuation token says where the page before ended, so it stays good across restarts. */
export const listObjectsV2: Operation = async (context, request, response) => {
  const { bucket, query } = request;
  context.buckets.require(bucket);
  const prefix = query.get('prefix') ?? '';
  const delimiter = query.get('delimiter') ?? '';
  const startAfter = query.get('start-after');
  const token = query.get('continuation-token');
  const limit = resultLimit(request, 'max-keys');
  const encode = keyEncoder(request);
  const position = token === null ? (startAfter === null ? {} : { after: startAfter }) : positionOf(token);
  const page = await listKeys<ObjectRecord>(context.index, {
    within: objectsOf(bucket),
    prefix,
    delimiter,
    limit,
    ...position,
  });
  sendXml(response, 'ListBucketResult', [
    ['Name', bucket],
    ['Prefix', encode(prefix)],
    ['Delimiter', delimiter === '' ? undefined : encode(delimiter)],
    ['MaxKeys', limit],
    ['EncodingType', query.get('encoding-type') ?? undefined],
    ['KeyCount', page.entries.length + page.commonPrefixes.length],
    ['IsTruncated', page.next !== undefined],
    ['ContinuationToken', token ?? undefined],
    ['NextContinuationToken', page.next && tokenOf(page.next)],
    ['StartAfter', startAfter === null ? undefined : encode(startAfter)],
    ...listedObjects(page, encode),
  ]);
};

function tokenOf(position: Position): string {
  return Buffer.from('after' in position ? `k${position.after}` : `p${position.afterPrefix}`).toString('base64url');
}

function positionOf(token: string): Position {
  const text = Buffer.from(token, 'base64url').toString();
  if (Buffer.from(text).toString('base64url') === token) {
    if (text.startsWith('k')) return { after: text.slice(1) };
    if (text.startsWith('p')) return { afterPrefix: text.slice(1) };
  }
  throw new S3Error('InvalidArgument', { message: 'The continuation token provided is incorrect' });
}
