import {
  AbortMultipartUploadCommand,
  type CompletedPart,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  PutObjectCommand,
  type S3Client,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import { ArchiverError } from '../../core/errors.ts';
import type { ObjectPlace, ObjectTags, ObjectUpload, StoreOutcome } from '../../core/ports/objectStore.ts';
import { inOurWords } from '../awsError.ts';
import { tagging } from './tagging.ts';
import { unlessPresent } from './unlessPresent.ts';

/** Parts of 16 MiB, one in flight: a 100 MB clip takes six, and memory holds one. */
const PART_BYTES = 16 * 1024 * 1024;

/**
 * An object that appears whole or not at all, and never over another (`If-None-Match: *`). What fits one part is a
 * single put; longer ones are multipart uploads. Bytes are gathered in one buffer of a part's size: what is not written
 * to takes no memory, and nothing is left behind by growing it.
 */
export class S3Upload implements ObjectUpload {
  readonly #s3: S3Client;
  readonly #place: ObjectPlace;
  readonly #contentType: string;
  readonly #tags: ObjectTags | undefined;
  #buffer = Buffer.allocUnsafeSlow(PART_BYTES);
  #filled = 0;
  #uploadId: string | undefined;
  readonly #parts: CompletedPart[] = [];
  #ended = false;

  constructor(s3: S3Client, place: ObjectPlace, contentType: string, tags?: ObjectTags) {
    this.#s3 = s3;
    this.#place = place;
    this.#contentType = contentType;
    this.#tags = tags;
  }

  async write(chunk: Uint8Array): Promise<void> {
    if (this.#ended) throw new ArchiverError('Internal', 'an upload that has ended takes no more bytes');
    let rest = chunk;
    while (rest.length > 0) {
      const taken = rest.subarray(0, PART_BYTES - this.#filled);
      this.#buffer.set(taken, this.#filled);
      this.#filled += taken.length;
      rest = rest.subarray(taken.length);
      // A full part leaves only when more bytes follow: the last one goes with `complete`.
      if (this.#filled === PART_BYTES && rest.length > 0) await this.#sendPart();
    }
  }

  async complete(): Promise<StoreOutcome> {
    if (this.#ended) throw new ArchiverError('Internal', 'an upload is completed once');
    if (this.#uploadId === undefined) {
      this.#ended = true;
      return unlessPresent(`PutObject ${this.#place.key}`, () =>
        this.#s3.send(
          new PutObjectCommand({
            ...this.#target,
            Body: this.#content,
            ContentType: this.#contentType,
            IfNoneMatch: '*',
            ...tagging(this.#tags),
          }),
        ),
      );
    }
    await this.#sendPart();
    const outcome = await unlessPresent(`CompleteMultipartUpload ${this.#place.key}`, () =>
      this.#s3.send(
        new CompleteMultipartUploadCommand({
          ...this.#target,
          UploadId: this.#uploadId,
          MultipartUpload: { Parts: this.#parts },
          IfNoneMatch: '*',
        }),
      ),
    );
    if (outcome === 'exists') await this.abort();
    this.#ended = true;
    this.#uploadId = undefined;
    return outcome;
  }

  async abort(): Promise<void> {
    this.#ended = true;
    this.#buffer = Buffer.alloc(0);
    const uploadId = this.#uploadId;
    if (uploadId === undefined) return;
    this.#uploadId = undefined;
    await inOurWords(`AbortMultipartUpload ${this.#place.key}`, () =>
      this.#s3.send(new AbortMultipartUploadCommand({ ...this.#target, UploadId: uploadId })),
    );
  }

  async #sendPart(): Promise<void> {
    this.#uploadId ??= await this.#begin();
    const partNumber = this.#parts.length + 1;
    const part = await inOurWords(`UploadPart ${partNumber} of ${this.#place.key}`, () =>
      this.#s3.send(
        new UploadPartCommand({
          ...this.#target,
          UploadId: this.#uploadId,
          PartNumber: partNumber,
          Body: this.#content,
          ChecksumAlgorithm: 'CRC32',
        }),
      ),
    );
    this.#parts.push({ PartNumber: partNumber, ETag: part.ETag, ChecksumCRC32: part.ChecksumCRC32 });
    this.#filled = 0;
  }

  async #begin(): Promise<string> {
    const doing = `CreateMultipartUpload ${this.#place.key}`;
    const begun = await inOurWords(doing, () =>
      this.#s3.send(
        new CreateMultipartUploadCommand({
          ...this.#target,
          ContentType: this.#contentType,
          ChecksumAlgorithm: 'CRC32',
          ...tagging(this.#tags),
        }),
      ),
    );
    if (begun.UploadId === undefined) throw new ArchiverError('Internal', `${doing}: no upload id in the answer`);
    return begun.UploadId;
  }

  get #target(): { Bucket: string; Key: string } {
    return { Bucket: this.#place.bucket, Key: this.#place.key };
  }

  get #content(): Buffer {
    return this.#buffer.subarray(0, this.#filled);
  }
}
