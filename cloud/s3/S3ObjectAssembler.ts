import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  HeadObjectCommand,
  ListPartsCommand,
  type S3Client,
  UploadPartCommand,
  UploadPartCopyCommand,
} from '@aws-sdk/client-s3';
import { ArchiverError, isArchiverError } from '../../core/errors.ts';
import type { AssembledObject, AssembledPart, Assembly, ObjectAssembler } from '../../core/ports/objectAssembler.ts';
import type { ByteRange, ObjectPlace } from '../../core/ports/objectStore.ts';
import { inOurWords } from '../awsError.ts';

/**
 * Multipart uploads of S3 by the SDK. The checksum is CRC-64/NVME of the whole object: S3 combines it from the parts as
 * it takes them, so it costs no reading (documented: user guide, "Checking object integrity", full object checksums).
 */
export class S3ObjectAssembler implements ObjectAssembler {
  readonly #s3: S3Client;

  constructor(s3: S3Client) {
    this.#s3 = s3;
  }

  async begin({ bucket, key }: ObjectPlace, contentType: string): Promise<Assembly> {
    const { UploadId: uploadId } = await inOurWords(`CreateMultipartUpload ${key}`, () =>
      this.#s3.send(
        new CreateMultipartUploadCommand({
          Bucket: bucket,
          Key: key,
          ContentType: contentType,
          ChecksumAlgorithm: 'CRC64NVME',
          ChecksumType: 'FULL_OBJECT',
        }),
      ),
    );
    if (uploadId === undefined) throw new ArchiverError('Internal', `S3 began ${key} without an id`);
    return { bucket, key, uploadId };
  }

  async copyPart(
    assembly: Assembly,
    number: number,
    source: ObjectPlace,
    etag: string,
    range: ByteRange,
  ): Promise<void> {
    await inOurWords(`part ${number} of ${assembly.key} from ${source.key}`, () =>
      this.#s3.send(
        new UploadPartCopyCommand({
          ...uploadOf(assembly),
          PartNumber: number,
          CopySource: [source.bucket, ...source.key.split('/')].map(encodeURIComponent).join('/'),
          CopySourceRange: `bytes=${range.from}-${range.to - 1}`,
          CopySourceIfMatch: etag,
        }),
      ),
    );
  }

  async putPart(assembly: Assembly, number: number, bytes: Uint8Array): Promise<void> {
    await inOurWords(`part ${number} of ${assembly.key}`, () =>
      this.#s3.send(
        new UploadPartCommand({
          ...uploadOf(assembly),
          PartNumber: number,
          Body: bytes,
          ContentLength: bytes.length,
          ChecksumAlgorithm: 'CRC64NVME',
        }),
      ),
    );
  }

  async *parts(assembly: Assembly, behind = 0): AsyncIterable<AssembledPart> {
    let after: string | undefined = String(behind);
    do {
      const page = await inOurWords(`parts of ${assembly.key}`, () =>
        this.#s3.send(new ListPartsCommand({ ...uploadOf(assembly), PartNumberMarker: after })),
      );
      for (const { PartNumber = 0, Size = 0, ETag = '' } of page.Parts ?? []) {
        yield { number: PartNumber, bytes: Size, etag: ETag };
      }
      after = page.IsTruncated === true ? page.NextPartNumberMarker : undefined;
    } while (after !== undefined);
  }

  async complete(assembly: Assembly, parts: readonly AssembledPart[]): Promise<void> {
    await inOurWords(`CompleteMultipartUpload ${assembly.key}`, () =>
      this.#s3.send(
        new CompleteMultipartUploadCommand({
          ...uploadOf(assembly),
          MultipartUpload: { Parts: parts.map(({ number, etag }) => ({ PartNumber: number, ETag: etag })) },
        }),
      ),
    );
  }

  async abort(assembly: Assembly): Promise<void> {
    try {
      await inOurWords(`AbortMultipartUpload ${assembly.key}`, () =>
        this.#s3.send(new AbortMultipartUploadCommand(uploadOf(assembly))),
      );
    } catch (error) {
      if (!isArchiverError(error, 'NotFound')) throw error;
    }
  }

  async find({ bucket, key }: ObjectPlace): Promise<AssembledObject | undefined> {
    try {
      const head = await inOurWords(`HeadObject ${key}`, () =>
        this.#s3.send(new HeadObjectCommand({ Bucket: bucket, Key: key, ChecksumMode: 'ENABLED' })),
      );
      return {
        bytes: head.ContentLength ?? 0,
        ...(head.ChecksumCRC64NVME === undefined ? {} : { crc64nvme: head.ChecksumCRC64NVME }),
      };
    } catch (error) {
      if (isArchiverError(error, 'NotFound')) return undefined;
      throw error;
    }
  }
}

const uploadOf = ({ bucket, key, uploadId }: Assembly) => ({ Bucket: bucket, Key: key, UploadId: uploadId });
