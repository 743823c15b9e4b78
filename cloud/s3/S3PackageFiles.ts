import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  DeleteObjectsCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  type S3Client,
} from '@aws-sdk/client-s3';
import { ArchiverError, isArchiverError } from '../../core/errors.ts';
import type { ObjectPlace } from '../../core/ports/objectStore.ts';
import type { PackageFile, PackageFiles, UploadedPart } from '../../core/ports/packageFiles.ts';
import { fromAwsError, inOurWords } from '../awsError.ts';

/** Documented: DeleteObjects: up to 1,000 a call. */
const DELETED_AT_ONCE = 1000;
/** Refusals of a list of parts (documented: CompleteMultipartUpload, "Errors"). */
const PARTS_REFUSED = ['InvalidPart', 'InvalidPartOrder', 'EntityTooSmall', 'MalformedXML', 'InvalidRequest'];

/** Files of packages in S3. */
export class S3PackageFiles implements PackageFiles {
  readonly #s3: S3Client;

  constructor(s3: S3Client) {
    this.#s3 = s3;
  }

  async describe({ bucket, key }: ObjectPlace): Promise<PackageFile | undefined> {
    try {
      const head = await inOurWords(`HeadObject ${key}`, () =>
        this.#s3.send(new HeadObjectCommand({ Bucket: bucket, Key: key })),
      );
      const [etag, storedMs] = [head.ETag ?? '', head.LastModified?.getTime() ?? 0];
      return { bucket, key, bytes: head.ContentLength ?? 0, etag, storedMs };
    } catch (error) {
      if (isArchiverError(error, 'NotFound')) return undefined;
      throw error;
    }
  }

  async *list(bucket: string, prefix: string): AsyncIterable<PackageFile> {
    let token: string | undefined;
    do {
      const page = await inOurWords(`ListObjectsV2 ${bucket}/${prefix}`, () =>
        this.#s3.send(
          new ListObjectsV2Command({
            Bucket: bucket,
            Prefix: prefix,
            ...(token === undefined ? {} : { ContinuationToken: token }),
          }),
        ),
      );
      for (const { Key: key = '', Size: bytes = 0, ETag: etag = '', LastModified } of page.Contents ?? []) {
        yield { bucket, key, bytes, etag, storedMs: LastModified?.getTime() ?? 0 };
      }
      token = page.NextContinuationToken;
    } while (token !== undefined);
  }

  async removeAll(bucket: string, prefix: string): Promise<number> {
    // Of an empty prefix, or one that is no folder, others' files would go.
    if (!prefix.endsWith('/')) throw new ArchiverError('Internal', `${prefix} is no folder`);
    let removed = 0;
    let keys: string[] = [];
    for await (const { key } of this.list(bucket, prefix)) {
      keys.push(key);
      if (keys.length < DELETED_AT_ONCE) continue;
      removed += await this.#delete(bucket, keys);
      keys = [];
    }
    return removed + (await this.#delete(bucket, keys));
  }

  async beginUpload({ bucket, key }: ObjectPlace, contentType: string): Promise<string> {
    const { UploadId: uploadId } = await inOurWords(`CreateMultipartUpload ${key}`, () =>
      this.#s3.send(new CreateMultipartUploadCommand({ Bucket: bucket, Key: key, ContentType: contentType })),
    );
    if (uploadId === undefined) throw new ArchiverError('Internal', `S3 began ${key} without an id`);
    return uploadId;
  }

  async completeUpload({ bucket, key }: ObjectPlace, uploadId: string, parts: readonly UploadedPart[]): Promise<void> {
    const doing = `CompleteMultipartUpload ${key}`;
    const Parts = parts.map(({ number, etag }) => ({ PartNumber: number, ETag: etag }));
    try {
      await this.#s3.send(
        new CompleteMultipartUploadCommand({
          Bucket: bucket,
          Key: key,
          UploadId: uploadId,
          MultipartUpload: { Parts },
        }),
      );
    } catch (error) {
      if (error instanceof Error && PARTS_REFUSED.includes(error.name)) {
        throw new ArchiverError('InvalidInput', `parts: ${error.message}`, {
          cause: error,
          details: { field: 'parts' },
        });
      }
      throw fromAwsError(error, doing);
    }
  }

  async abortUpload({ bucket, key }: ObjectPlace, uploadId: string): Promise<void> {
    try {
      await inOurWords(`AbortMultipartUpload ${key}`, () =>
        this.#s3.send(new AbortMultipartUploadCommand({ Bucket: bucket, Key: key, UploadId: uploadId })),
      );
    } catch (error) {
      if (!isArchiverError(error, 'NotFound')) throw error;
    }
  }

  async #delete(bucket: string, keys: readonly string[]): Promise<number> {
    if (keys.length === 0) return 0;
    const { Errors: [failed] = [] } = await inOurWords(`DeleteObjects of ${bucket}`, () =>
      this.#s3.send(
        new DeleteObjectsCommand({
          Bucket: bucket,
          Delete: { Quiet: true, Objects: keys.map((Key) => ({ Key })) },
        }),
      ),
    );
    if (failed !== undefined) {
      throw new ArchiverError('Internal', `${failed.Key} was not deleted: ${failed.Code}: ${failed.Message}`);
    }
    return keys.length;
  }
}
