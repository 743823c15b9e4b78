import { digestInto } from '../body/digests.ts';
import { checksumElement } from '../checksum/checksumAlgorithm.ts';
import { copySourceRange } from '../request/byteRange.ts';
import { copySource, requireCopySourceConditions } from '../request/copySource.ts';
import { quoted } from '../request/etags.ts';
import { partNumberOf, uploadIdOf } from '../request/uploadParameters.ts';
import { sendXml } from '../response/sendXml.ts';
import type { Operation } from '../s3Context.ts';
import { S3Error } from '../s3Error.ts';
import { withStagedFile } from '../storage/withStagedFile.ts';

const PIECE_BYTES = 512 * 1024;
/** Documented: API reference, UploadPartCopy: "You can copy a range only if the source object is greater than 5 MB". */
const LEAST_RANGED_SOURCE_BYTES = 5 * 1024 * 1024;

/** UploadPartCopy: a part from a span of a stored object. */
export const uploadPartCopy: Operation = async (context, request, response) => {
  const number = partNumberOf(request);
  const source = copySource(request);
  const upload = await context.uploads.require(request.bucket, request.key, uploadIdOf(request));
  const { record: from, file } = await context.objects.open(source.bucket, source.key);
  try {
    requireCopySourceConditions(request, from);
    const range = request.header('x-amz-copy-source-range');
    const { start, end } = copySourceRange(range, from.bytes);
    // The words are S3's (observed by others; the documentation has none).
    if (range !== undefined && from.bytes <= LEAST_RANGED_SOURCE_BYTES)
      throw new S3Error('InvalidRequest', {
        message: 'Specified copy source is not supported as a byte-range copy source',
      });
    const algorithm = upload.checksumAlgorithm;
    const part = await withStagedFile(context.files, async (staged) => {
      const bytes =
        start === end
          ? []
          : file.createReadStream({ start, end: end - 1, highWaterMark: PIECE_BYTES, autoClose: false });
      const received = await digestInto(asAsync(bytes), staged, {
        checksums: algorithm === undefined ? [] : [algorithm],
      });
      await staged.finish();
      const value = algorithm === undefined ? undefined : received.checksums.get(algorithm);
      return context.uploads.putPart(upload, staged, {
        number,
        bytes: received.bytes,
        etag: received.md5,
        ...(algorithm === undefined || value === undefined ? {} : { checksum: { algorithm, value } }),
      });
    });
    sendXml(response, 'CopyPartResult', [
      ['LastModified', new Date(part.modifiedMs).toISOString()],
      ['ETag', quoted(part.etag)],
      ...(part.checksum === undefined
        ? []
        : [[checksumElement(part.checksum.algorithm), part.checksum.value] as const]),
    ]);
  } finally {
    await file.close();
  }
};

async function* asAsync(pieces: AsyncIterable<Uint8Array> | Iterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  yield* pieces;
}
