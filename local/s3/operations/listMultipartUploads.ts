import { keyEncoder, resultLimit } from '../request/listParameters.ts';
import { sendXml } from '../response/sendXml.ts';
import type { Operation } from '../s3Context.ts';
import { indexKeys } from '../storage/indexKeys.ts';
import { listKeys } from '../storage/listKeys.ts';
import type { UploadRecord } from '../storage/records.ts';

/** ListMultipartUploads, by key and then by upload. */
export const listMultipartUploads: Operation = async (context, request, response) => {
  const { bucket, query } = request;
  context.buckets.require(bucket);
  const prefix = query.get('prefix') ?? '';
  const delimiter = query.get('delimiter') ?? '';
  const keyMarker = query.get('key-marker') ?? '';
  const uploadMarker = query.get('upload-id-marker') ?? '';
  const limit = resultLimit(request, 'max-uploads');
  const encode = keyEncoder(request);
  // In the index a key and its upload's id are one string, with a NUL between them.
  const position =
    keyMarker === ''
      ? {}
      : uploadMarker === ''
        ? { afterPrefix: `${keyMarker}\0` }
        : { after: `${keyMarker}\0${uploadMarker}` };
  const within = indexKeys.uploads(bucket);
  const page = await listKeys<UploadRecord>(context.index, { within, prefix, delimiter, limit, ...position });
  const last = page.entries.at(-1)?.[1];
  const next = page.next;
  sendXml(response, 'ListMultipartUploadsResult', [
    ['Bucket', bucket],
    ['KeyMarker', encode(keyMarker)],
    ['UploadIdMarker', uploadMarker],
    ['NextKeyMarker', next && encode('afterPrefix' in next ? next.afterPrefix : (last?.key ?? ''))],
    ['NextUploadIdMarker', next && 'after' in next ? last?.uploadId : undefined],
    ['Prefix', encode(prefix)],
    ['Delimiter', delimiter === '' ? undefined : encode(delimiter)],
    ['EncodingType', query.get('encoding-type') ?? undefined],
    ['MaxUploads', limit],
    ['IsTruncated', next !== undefined],
    ...page.entries.map(
      ([, upload]) =>
        [
          'Upload',
          [
            ['Key', encode(upload.key)],
            ['UploadId', upload.uploadId],
            ['Initiated', new Date(upload.startedMs).toISOString()],
            ['StorageClass', upload.storageClass ?? 'STANDARD'],
            ['ChecksumAlgorithm', upload.checksumAlgorithm],
            ['ChecksumType', upload.checksumType],
          ],
        ] as const,
    ),
    ...page.commonPrefixes.map((common) => ['CommonPrefixes', [['Prefix', encode(common)]]] as const),
  ]);
};
