import { createHash } from 'node:crypto';
import { CHECKSUM_ALGORITHMS } from '../checksum/checksumAlgorithm.ts';
import type { S3Request } from '../request/s3Request.ts';
import { S3Error } from '../s3Error.ts';
import { AwsChunkedDecoder } from './awsChunkedDecoder.ts';
import { bodyPieces } from './bodyPieces.ts';
import { declaredBody } from './declaredBody.ts';

/** DeleteObjects with 1,000 keys of 1,024 bytes, each byte written as a reference, is the largest: about 6 MiB. */
const MAX_BYTES = 8 * 1024 ** 2;

/** Reads a body that is XML, whole, and holds it against its headers. An empty one is the empty string. */
export async function readSmallBody(request: S3Request): Promise<string> {
  if (request.header('content-length') === undefined && request.header('transfer-encoding') === undefined) return '';
  const declared = declaredBody(request);
  const decoder = declared.awsChunked ? new AwsChunkedDecoder() : undefined;
  const pieces: Uint8Array[] = [];
  let bytes = 0;
  for await (const piece of bodyPieces(request)) {
    for (const data of decoder === undefined ? [piece] : decoder.push(piece)) {
      bytes += data.length;
      if (bytes > MAX_BYTES || bytes > declared.bytes) throw new S3Error('EntityTooLarge');
      pieces.push(data);
    }
  }
  decoder?.finish();
  const body = Buffer.concat(pieces);
  if (body.length !== declared.bytes) throw new S3Error('IncompleteBody');
  if (declared.md5 !== undefined && createHash('md5').update(body).digest('base64') !== declared.md5)
    throw new S3Error('BadDigest', { message: 'The Content-MD5 you specified did not match what we received.' });
  if (declared.sha256 !== undefined && createHash('sha256').update(body).digest('hex') !== declared.sha256)
    throw new S3Error('XAmzContentSHA256Mismatch');
  if (declared.checksum?.value !== undefined) {
    const running = CHECKSUM_ALGORITHMS[declared.checksum.algorithm].start();
    running.update(body);
    if (running.digest().toString('base64') !== declared.checksum.value) throw new S3Error('BadDigest');
  }
  return body.toString('utf8');
}
