import { checksumElement } from '../checksum/checksumAlgorithm.ts';
import { quoted } from '../request/etags.ts';
import { resultLimit } from '../request/listParameters.ts';
import { uploadIdOf } from '../request/uploadParameters.ts';
import { sendXml } from '../response/sendXml.ts';
import type { Operation } from '../s3Context.ts';

/** ListParts. */
export const listParts: Operation = async (context, request, response) => {
  const { bucket, key } = request;
  const upload = await context.uploads.require(bucket, key, uploadIdOf(request));
  const marker = Number(request.query.get('part-number-marker') ?? '0') || 0;
  const limit = resultLimit(request, 'max-parts');
  const rest = (await context.uploads.parts(upload.uploadId)).filter(({ number }) => number > marker);
  const page = rest.slice(0, limit);
  sendXml(response, 'ListPartsResult', [
    ['Bucket', bucket],
    ['Key', key],
    ['UploadId', upload.uploadId],
    ['PartNumberMarker', marker],
    ['NextPartNumberMarker', page.at(-1)?.number ?? marker],
    ['MaxParts', limit],
    ['IsTruncated', rest.length > page.length],
    ['StorageClass', upload.storageClass ?? 'STANDARD'],
    ['ChecksumAlgorithm', upload.checksumAlgorithm],
    ['ChecksumType', upload.checksumType],
    ...page.map(
      (part) =>
        [
          'Part',
          [
            ['PartNumber', part.number],
            ['LastModified', new Date(part.modifiedMs).toISOString()],
            ['ETag', quoted(part.etag)],
            ['Size', part.bytes],
            ...(part.checksum === undefined
              ? []
              : [[checksumElement(part.checksum.algorithm), part.checksum.value] as const]),
          ],
        ] as const,
    ),
  ]);
};
