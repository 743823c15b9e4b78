import { type ChecksumAlgorithm, checksumHeader } from '../checksum/checksumAlgorithm.ts';
import type { S3Request } from '../request/s3Request.ts';
import { S3Error } from '../s3Error.ts';
import type { StagedFile } from '../storage/stagedFile.ts';
import { AwsChunkedDecoder } from './awsChunkedDecoder.ts';
import { bodyPieces } from './bodyPieces.ts';
import { declaredBody } from './declaredBody.ts';
import { digestInto, type ReceivedBytes } from './digests.ts';

export interface ReceivedBody extends ReceivedBytes {
  /** The checksum the client sent, now known to be right. */
  readonly checksum: { readonly algorithm: ChecksumAlgorithm; readonly value: string } | undefined;
}

/**
 * Receives the body of `request` into `staged` and holds it against everything the client said of it: its length, MD5,
 * SHA-256 and checksum, in headers or trailers. Rejects at the first difference; the caller then discards `staged`.
 * Constant memory: one piece at a time, and the socket waits for the disk.
 */
export async function receiveBody(
  request: S3Request,
  staged: StagedFile,
  alsoChecksum?: ChecksumAlgorithm,
): Promise<ReceivedBody> {
  const declared = declaredBody(request);
  const decoder = declared.awsChunked ? new AwsChunkedDecoder() : undefined;
  const algorithm = declared.checksum?.algorithm;
  const received = await digestInto(dataOf(bodyPieces(request), decoder, declared.bytes), staged, {
    sha256: declared.sha256 !== undefined,
    checksums: [algorithm, alsoChecksum].filter((name) => name !== undefined),
  });
  if (received.bytes !== declared.bytes) throw new S3Error('IncompleteBody');
  if (declared.sha256 !== undefined && declared.sha256 !== received.sha256)
    throw new S3Error('XAmzContentSHA256Mismatch', {
      elements: { ClientComputedContentSHA256: declared.sha256, S3ComputedContentSHA256: received.sha256 ?? '' },
    });
  if (declared.md5 !== undefined && Buffer.from(declared.md5, 'base64').toString('hex') !== received.md5)
    throw new S3Error('BadDigest', { message: 'The Content-MD5 you specified did not match what we received.' });
  if (algorithm === undefined) return { ...received, checksum: undefined };
  const value = received.checksums.get(algorithm) ?? '';
  const sent = declared.checksum?.value ?? decoder?.trailers.get(checksumHeader(algorithm));
  if (sent === undefined && request.header('x-amz-trailer') !== undefined)
    throw new S3Error('InvalidRequest', { message: `The trailer ${checksumHeader(algorithm)} is missing.` });
  if (sent !== undefined && sent !== value)
    throw new S3Error('BadDigest', {
      message: `The ${algorithm} you specified did not match the calculated checksum.`,
    });
  return { ...received, checksum: { algorithm, value } };
}

/** The data of the body; stops as soon as there is more of it than was said. */
async function* dataOf(
  incoming: AsyncIterable<Uint8Array>,
  decoder: AwsChunkedDecoder | undefined,
  bytes: number,
): AsyncGenerator<Uint8Array> {
  let seen = 0;
  for await (const piece of incoming) {
    for (const data of decoder === undefined ? [piece] : decoder.push(piece)) {
      seen += data.length;
      if (seen > bytes)
        throw new S3Error('InvalidRequest', { message: 'The body is longer than its declared length.' });
      yield data;
    }
  }
  decoder?.finish();
}
