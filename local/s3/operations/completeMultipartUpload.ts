import { joinedChecksum, joinedEtag, joinParts } from '../body/joinParts.ts';
import { readSmallBody } from '../body/readSmallBody.ts';
import { checksumAlgorithmNames, checksumElement, checksumHeader } from '../checksum/checksumAlgorithm.ts';
import { quoted } from '../request/etags.ts';
import { listedParts } from '../request/listedParts.ts';
import type { S3Request } from '../request/s3Request.ts';
import { uploadIdOf } from '../request/uploadParameters.ts';
import { writeConditionsOf } from '../request/writeConditionsOf.ts';
import { sendXml } from '../response/sendXml.ts';
import { versionHeader } from '../response/versionHeaders.ts';
import type { Operation, S3Context } from '../s3Context.ts';
import { S3Error } from '../s3Error.ts';
import { indexKeys } from '../storage/indexKeys.ts';
import type { ObjectRecord, PartRecord, UploadRecord } from '../storage/records.ts';
import { withStagedFile } from '../storage/withStagedFile.ts';
import { requireWriteConditions } from '../storage/writeConditions.ts';

/**
 * CompleteMultipartUpload. The object and the end of its upload are one commit: a repeated request either finds the
 * upload, or the object that came of it, and then answers as the first one did (a client whose answer got lost).
 */
export const completeMultipartUpload: Operation = async (context, request, response) => {
  const { bucket, key } = request;
  const uploadId = uploadIdOf(request);
  const text = await readSmallBody(request);
  const record = await context.uploads.locks.runExclusive(uploadId, async () => {
    const before = await context.objects.find(bucket, key);
    if (before?.uploadId === uploadId) return before;
    const upload = await context.uploads.require(bucket, key, uploadId);
    const stored = await context.uploads.parts(uploadId);
    return complete(context, request, upload, listedParts(text, stored), stored);
  });
  const { checksum } = record;
  for (const [name, value] of Object.entries(versionHeader(record))) response.setHeader(name, value);
  sendXml(response, 'CompleteMultipartUploadResult', [
    ['Location', `http://${request.header('host') ?? 's3'}/${bucket}/${encodeURIComponent(key)}`],
    ['Bucket', bucket],
    ['Key', key],
    ['ETag', quoted(record.etag)],
    ['ChecksumType', checksum?.type],
    ...(checksum === undefined ? [] : [[checksumElement(checksum.algorithm), checksum.value] as const]),
  ]);
};

async function complete(
  context: S3Context,
  request: S3Request,
  upload: UploadRecord,
  parts: readonly PartRecord[],
  stored: readonly PartRecord[],
): Promise<ObjectRecord> {
  const { bucket, key, uploadId } = upload;
  const conditions = writeConditionsOf(request);
  const underWay = context.objects.writesUnderWay.begin(indexKeys.object(bucket, key));
  try {
    requireWriteConditions(conditions, key, await context.objects.find(bucket, key), false);
    const record = await withStagedFile(context.files, async (staged) => {
      const joined = await joinParts(context.files, upload, parts, staged);
      const checksum = joinedChecksum(upload, parts, joined);
      requireDeclared(request, joined.bytes, checksum?.value);
      await staged.finish();
      return context.objects.put({
        bucket,
        key,
        staged,
        record: {
          headers: upload.headers,
          metadata: upload.metadata,
          tags: upload.tags,
          ...(upload.retention === undefined ? {} : { retention: upload.retention }),
          ...(upload.legalHold === undefined ? {} : { legalHold: upload.legalHold }),
          ...(upload.storageClass === undefined ? {} : { storageClass: upload.storageClass }),
          bytes: joined.bytes,
          etag: joinedEtag(parts),
          uploadId,
          parts: parts.map(({ number, bytes, checksum: own }) => ({
            number,
            bytes,
            ...(own === undefined ? {} : { checksum: own.value }),
          })),
          ...(checksum === undefined ? {} : { checksum }),
        },
        conditions,
        underWay,
        reason: 'CompleteMultipartUpload',
        requestId: request.requestId,
        with: context.uploads.ending(upload, stored),
      });
    });
    await context.files.removeUpload(uploadId);
    return record;
  } finally {
    underWay.end();
  }
}

/** Holds the object against what the request says of it: documented headers of CompleteMultipartUpload. */
function requireDeclared(request: S3Request, bytes: number, checksum: string | undefined): void {
  const size = request.header('x-amz-mp-object-size');
  if (size !== undefined && Number(size) !== bytes)
    throw new S3Error('InvalidRequest', {
      message: 'The provided x-amz-mp-object-size does not match the size of the object.',
    });
  for (const algorithm of checksumAlgorithmNames) {
    const sent = request.header(checksumHeader(algorithm));
    // Clients send a composite value with or without its `-N`.
    if (sent !== undefined && sent !== checksum && sent !== checksum?.replace(/-\d+$/, ''))
      throw new S3Error('BadDigest', {
        message: `The ${algorithm} you specified did not match the calculated checksum.`,
      });
  }
}
