import { PutObjectCommand, type S3Client, UploadPartCommand } from '@aws-sdk/client-s3';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import type { ObjectPlace } from '../../core/ports/objectStore.ts';
import type { UploadAddress, UploadAddresses } from '../../core/ports/packageFiles.ts';
import { inOurWords } from '../awsError.ts';

/**
 * Presigned PUTs. Nothing is asked of S3: an address opens what the credentials that signed it may write, so the function
 * that makes them needs `s3:PutObject` there. Length and type are part of the signature: another file is refused.
 */
export class S3UploadAddresses implements UploadAddresses {
  readonly #s3: S3Client;

  /** @param s3 a client with `requestChecksumCalculation: 'WHEN_REQUIRED'`: else an address bears the checksum of nothing */
  constructor(s3: S3Client) {
    this.#s3 = s3;
  }

  async putFile(
    { bucket, key }: ObjectPlace,
    { bytes, contentType, sha256 }: { readonly bytes: number; readonly contentType: string; readonly sha256?: string },
    expiresSeconds: number,
  ): Promise<UploadAddress> {
    const checksum = sha256 === undefined ? undefined : Buffer.from(sha256, 'hex').toString('base64');
    const command = new PutObjectCommand({
      Bucket: bucket,
      Key: key,
      ContentType: contentType,
      ContentLength: bytes,
      ...(checksum === undefined ? {} : { ChecksumSHA256: checksum }),
    });
    const signed = ['content-type', 'content-length', ...(checksum === undefined ? [] : ['x-amz-checksum-sha256'])];
    const url = await inOurWords(`an address for ${key}`, () =>
      getSignedUrl(this.#s3, command, {
        expiresIn: expiresSeconds,
        signableHeaders: new Set(signed),
        // A header, not a parameter of the address: S3 checks it against the bytes either way, browsers send it.
        unhoistableHeaders: new Set(signed),
      }),
    );
    return {
      url,
      headers: {
        'content-type': contentType,
        ...(checksum === undefined ? {} : { 'x-amz-checksum-sha256': checksum }),
      },
    };
  }

  async putPart(
    { bucket, key }: ObjectPlace,
    { uploadId, number, bytes }: { readonly uploadId: string; readonly number: number; readonly bytes: number },
    expiresSeconds: number,
  ): Promise<UploadAddress> {
    const command = new UploadPartCommand({
      Bucket: bucket,
      Key: key,
      UploadId: uploadId,
      PartNumber: number,
      ContentLength: bytes,
    });
    const url = await inOurWords(`an address for part ${number} of ${key}`, () =>
      getSignedUrl(this.#s3, command, { expiresIn: expiresSeconds, signableHeaders: new Set(['content-length']) }),
    );
    return { url, headers: {} };
  }
}
