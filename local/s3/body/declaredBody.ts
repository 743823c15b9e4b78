import {
  type ChecksumAlgorithm,
  checksumAlgorithmNamed,
  checksumAlgorithmNames,
  checksumHeader,
  isChecksumValue,
} from '../checksum/checksumAlgorithm.ts';
import type { S3Request } from '../request/s3Request.ts';
import { S3Error } from '../s3Error.ts';

/** Documented: user guide, "Amazon S3 multipart upload limits": the most that one request may carry. */
const MAX_BODY_BYTES = 5 * 1024 ** 3;

/** What a request's headers say of its body, before a byte of it is read. */
export interface DeclaredBody {
  /** The length of the data, decoded. */
  readonly bytes: number;
  readonly awsChunked: boolean;
  /** The SHA-256 that was signed, in hexadecimal; absent where the payload is unsigned or signed by chunks. */
  readonly sha256: string | undefined;
  /** Content-MD5, base64. */
  readonly md5: string | undefined;
  /** The algorithm in use, and its value where that stands in a header and not in a trailer. */
  readonly checksum: { readonly algorithm: ChecksumAlgorithm; readonly value: string | undefined } | undefined;
}

/** Reads and checks what the headers say of the body. */
export function declaredBody(request: S3Request): DeclaredBody {
  const contentSha256 = request.header('x-amz-content-sha256') ?? '';
  const awsChunked =
    contentSha256.startsWith('STREAMING-') ||
    /(^|,)\s*aws-chunked\s*(,|$)/.test(request.header('content-encoding') ?? '');
  const bytes = Number(declaredLength(request, awsChunked));
  if (bytes > MAX_BODY_BYTES)
    throw new S3Error('EntityTooLarge', {
      elements: { ProposedSize: String(bytes), MaxSizeAllowed: String(MAX_BODY_BYTES) },
    });
  const md5 = request.header('content-md5');
  if (md5 !== undefined && Buffer.from(md5, 'base64').length !== 16) throw new S3Error('InvalidDigest');
  return {
    bytes,
    awsChunked,
    sha256: /^[0-9a-f]{64}$/i.test(contentSha256) ? contentSha256.toLowerCase() : undefined,
    md5,
    checksum: declaredChecksum(request),
  };
}

function declaredLength(request: S3Request, awsChunked: boolean): string {
  const length = request.header(awsChunked ? 'x-amz-decoded-content-length' : 'content-length');
  if (length === undefined) throw new S3Error('MissingContentLength');
  if (!/^\d{1,15}$/.test(length))
    throw new S3Error('InvalidArgument', { message: 'The length of the body is invalid.' });
  return length;
}

function declaredChecksum(request: S3Request): DeclaredBody['checksum'] {
  const inHeaders = checksumAlgorithmNames.filter((name) => request.header(checksumHeader(name)) !== undefined);
  const trailer =
    request
      .header('x-amz-trailer')
      ?.toLowerCase()
      .split(',')
      .map((name) => name.trim()) ?? [];
  const inTrailers = checksumAlgorithmNames.filter((name) => trailer.includes(checksumHeader(name)));
  if (inHeaders.length + inTrailers.length > 1)
    throw new S3Error('InvalidRequest', {
      message: 'Expecting a single x-amz-checksum- header. Multiple checksum Types are not allowed.',
    });
  const [inHeader] = inHeaders;
  if (inHeader !== undefined) {
    const value = request.header(checksumHeader(inHeader)) ?? '';
    if (!isChecksumValue(inHeader, value))
      throw new S3Error('InvalidRequest', { message: `Value for ${checksumHeader(inHeader)} header is invalid.` });
    return { algorithm: inHeader, value };
  }
  const [inTrailer] = inTrailers;
  if (inTrailer !== undefined) return { algorithm: inTrailer, value: undefined };
  // The SDK names an algorithm and sends its value; without one (a presigned URL) it says what is to be computed.
  const named = checksumAlgorithmNamed(request.header('x-amz-sdk-checksum-algorithm') ?? '');
  return named === undefined || request.presigned ? undefined : { algorithm: named, value: undefined };
}
