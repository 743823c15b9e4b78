import { digestInto } from '../body/digests.ts';
import { checksumAlgorithmNamed, checksumElement } from '../checksum/checksumAlgorithm.ts';
import { lockOfWrite } from '../lock/lockHeaders.ts';
import { copySource, requireCopySourceConditions } from '../request/copySource.ts';
import { quoted } from '../request/etags.ts';
import { keptHeaders, userMetadata } from '../request/objectDescription.ts';
import type { S3Request } from '../request/s3Request.ts';
import { parseTagHeader } from '../request/tags.ts';
import { writeConditionsOf } from '../request/writeConditionsOf.ts';
import { sendXml } from '../response/sendXml.ts';
import { versionHeader } from '../response/versionHeaders.ts';
import type { Operation } from '../s3Context.ts';
import { S3Error } from '../s3Error.ts';
import type { ObjectDescription, ObjectRecord } from '../storage/records.ts';
import { withStagedFile } from '../storage/withStagedFile.ts';

const PIECE_BYTES = 512 * 1024;

/** CopyObject. Documented: the copy is one piece with an MD5 for its ETag, whatever the source was. */
export const copyObject: Operation = async (context, request, response) => {
  const { bucket, key, requestId } = request;
  const source = copySource(request);
  context.buckets.require(bucket);
  const { record: from, file } = await context.objects.open(source.bucket, source.key);
  try {
    requireCopySourceConditions(request, from);
    const replacing = directive(request, 'x-amz-metadata-directive') === 'REPLACE';
    if (
      source.bucket === bucket &&
      source.key === key &&
      !replacing &&
      request.header('x-amz-storage-class') === undefined
    )
      throw new S3Error('InvalidRequest', {
        message:
          "This copy request is illegal because it is trying to copy an object to itself without changing the object's metadata, storage class, website redirect location or encryption attributes.",
      });
    const algorithm =
      checksumAlgorithmNamed(request.header('x-amz-checksum-algorithm') ?? '') ?? from.checksum?.algorithm;
    const record = await withStagedFile(context.files, async (staged) => {
      const bytes = file.createReadStream({ start: 0, highWaterMark: PIECE_BYTES, autoClose: false });
      const received = await digestInto(bytes, staged, { checksums: algorithm === undefined ? [] : [algorithm] });
      await staged.finish();
      const value = algorithm === undefined ? undefined : received.checksums.get(algorithm);
      return context.objects.put({
        bucket,
        key,
        staged,
        record: {
          ...description(request, from, replacing),
          ...lockOfWrite(request, context.buckets.require(bucket), context.system.clock.now()),
          bytes: received.bytes,
          etag: received.md5,
          ...(algorithm === undefined || value === undefined
            ? {}
            : { checksum: { algorithm, value, type: 'FULL_OBJECT' } }),
        },
        conditions: writeConditionsOf(request),
        reason: 'CopyObject',
        requestId,
      });
    });
    const { checksum } = record;
    for (const [name, value] of Object.entries(versionHeader(record))) response.setHeader(name, value);
    sendXml(response, 'CopyObjectResult', [
      ['LastModified', new Date(record.modifiedMs).toISOString()],
      ['ETag', quoted(record.etag)],
      ...(checksum === undefined ? [] : [[checksumElement(checksum.algorithm), checksum.value] as const]),
    ]);
  } finally {
    await file.close();
  }
};

function description(request: S3Request, from: ObjectRecord, replacing: boolean): ObjectDescription {
  const tagsReplaced = directive(request, 'x-amz-tagging-directive') === 'REPLACE';
  const storageClass = request.header('x-amz-storage-class');
  return {
    headers: replacing ? keptHeaders(request) : from.headers,
    metadata: replacing ? userMetadata(request) : from.metadata,
    tags: tagsReplaced ? parseTagHeader(request.header('x-amz-tagging')) : from.tags,
    ...(storageClass === undefined || storageClass === 'STANDARD' ? {} : { storageClass }),
  };
}

function directive(request: S3Request, name: string): 'COPY' | 'REPLACE' {
  const value = request.header(name) ?? 'COPY';
  if (value !== 'COPY' && value !== 'REPLACE')
    throw new S3Error('InvalidArgument', {
      message: `Unknown ${name}.`,
      elements: { ArgumentName: name, ArgumentValue: value },
    });
  return value;
}
