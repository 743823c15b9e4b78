import { quoted } from '../request/etags.ts';
import { keyEncoder, resultLimit } from '../request/listParameters.ts';
import { sendXml } from '../response/sendXml.ts';
import type { XmlContent } from '../response/xml.ts';
import type { Operation } from '../s3Context.ts';
import { S3Error } from '../s3Error.ts';
import { type ListedVersion, listVersions } from '../versions/listVersions.ts';
import { versionIdOf } from '../versions/versionRecord.ts';

type XmlChild = readonly [name: string, content: XmlContent | undefined];

/** ListObjectVersions: versions and delete markers, by key, each key's newest first. */
export const listObjectVersions: Operation = async (context, request, response) => {
  const { bucket, query } = request;
  context.buckets.require(bucket);
  const encode = keyEncoder(request);
  const [prefix, delimiter] = [query.get('prefix') ?? '', query.get('delimiter') ?? ''];
  const keyMarker = query.get('key-marker') || undefined;
  const versionMarker = query.get('version-id-marker') || undefined;
  if (versionMarker !== undefined && keyMarker === undefined)
    throw new S3Error('InvalidArgument', { message: 'A version-id marker cannot be specified without a key marker.' });
  const limit = resultLimit(request, 'max-keys');
  const page = await listVersions(context.index, {
    bucket,
    prefix,
    delimiter,
    limit,
    ...(keyMarker === undefined ? {} : { keyMarker }),
    ...(versionMarker === undefined ? {} : { versionMarker }),
  });
  sendXml(response, 'ListVersionsResult', [
    ['Name', bucket],
    ['Prefix', encode(prefix)],
    ['KeyMarker', encode(keyMarker ?? '')],
    ['VersionIdMarker', versionMarker ?? ''],
    ['NextKeyMarker', page.next && encode(page.next.keyMarker)],
    ['NextVersionIdMarker', page.next?.versionMarker],
    ['Delimiter', delimiter === '' ? undefined : encode(delimiter)],
    ['MaxKeys', limit],
    ['EncodingType', query.get('encoding-type') ?? undefined],
    ['IsTruncated', page.next !== undefined],
    ...page.versions.map((listed) => versionElement(listed, encode)),
    ...page.commonPrefixes.map((common): XmlChild => ['CommonPrefixes', [['Prefix', encode(common)]]]),
  ]);
};

function versionElement({ key, version, isLatest }: ListedVersion, encode: (key: string) => string): XmlChild {
  const head: XmlChild[] = [
    ['Key', encode(key)],
    ['VersionId', versionIdOf(version)],
    ['IsLatest', isLatest],
  ];
  if (version.kind === 'marker')
    return ['DeleteMarker', [...head, ['LastModified', new Date(version.modifiedMs).toISOString()]]];
  const { modifiedMs, etag, bytes, storageClass } = version.record;
  return [
    'Version',
    [
      ...head,
      ['LastModified', new Date(modifiedMs).toISOString()],
      ['ETag', quoted(etag)],
      ['Size', bytes],
      ['StorageClass', storageClass ?? 'STANDARD'],
    ],
  ];
}
