import {
  DeleteObjectCommand,
  GetObjectCommand,
  type GetObjectCommandOutput,
  GetObjectTaggingCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  PutObjectTaggingCommand,
  type S3Client,
} from '@aws-sdk/client-s3';
import { ArchiverError } from '../../core/errors.ts';
import type {
  ByteRange,
  ObjectPlace,
  ObjectStore,
  ObjectTags,
  ObjectUpload,
  StoredObject,
  StoreOutcome,
} from '../../core/ports/objectStore.ts';
import { inOurWords } from '../awsError.ts';
import { bodyOf } from './bodyOf.ts';
import { S3Upload } from './S3Upload.ts';
import { tagging } from './tagging.ts';
import { unlessPresent } from './unlessPresent.ts';

const SMALL_BYTES = 16 * 1024 * 1024;

/** S3 by the SDK. */
export class S3ObjectStore implements ObjectStore {
  readonly #s3: S3Client;

  constructor(s3: S3Client) {
    this.#s3 = s3;
  }

  async get(place: ObjectPlace, range?: ByteRange): Promise<StoredObject> {
    const answer = await this.#read(place, range);
    return {
      bytes: answer.ContentLength ?? 0,
      etag: answer.ETag ?? '',
      storedMs: answer.LastModified?.getTime() ?? 0,
      body: bodyOf(answer.Body, `GetObject ${place.key}`),
    };
  }

  async getBytes(place: ObjectPlace, limit = SMALL_BYTES): Promise<{ bytes: Uint8Array; etag: string }> {
    const object = await this.get(place);
    if (object.bytes > limit) {
      throw new ArchiverError(
        'InvalidInput',
        `${place.key} has ${object.bytes} bytes; at most ${limit} are read whole`,
      );
    }
    const chunks: Uint8Array[] = [];
    for await (const chunk of object.body) chunks.push(chunk);
    return { bytes: Buffer.concat(chunks), etag: object.etag };
  }

  putIfAbsent(place: ObjectPlace, bytes: Uint8Array, contentType: string, tags?: ObjectTags): Promise<StoreOutcome> {
    return unlessPresent(`PutObject ${place.key}`, () =>
      this.#s3.send(
        new PutObjectCommand({
          Bucket: place.bucket,
          Key: place.key,
          Body: bytes,
          ContentType: contentType,
          IfNoneMatch: '*',
          ...tagging(tags),
        }),
      ),
    );
  }

  async replace(place: ObjectPlace, bytes: Uint8Array, contentType: string, etag: string | undefined): Promise<void> {
    await inOurWords(`PutObject ${place.key}`, () =>
      this.#s3.send(
        new PutObjectCommand({
          Bucket: place.bucket,
          Key: place.key,
          Body: bytes,
          ContentType: contentType,
          ...(etag === undefined ? { IfNoneMatch: '*' } : { IfMatch: etag }),
        }),
      ),
    );
  }

  async delete(place: ObjectPlace): Promise<void> {
    await inOurWords(`DeleteObject ${place.key}`, () =>
      this.#s3.send(new DeleteObjectCommand({ Bucket: place.bucket, Key: place.key })),
    );
  }

  upload(place: ObjectPlace, contentType: string, tags?: ObjectTags): ObjectUpload {
    return new S3Upload(this.#s3, place, contentType, tags);
  }

  async tags(place: ObjectPlace): Promise<ObjectTags> {
    const { TagSet = [] } = await inOurWords(`GetObjectTagging ${place.key}`, () =>
      this.#s3.send(new GetObjectTaggingCommand({ Bucket: place.bucket, Key: place.key })),
    );
    return Object.fromEntries(TagSet.map(({ Key, Value }) => [Key ?? '', Value ?? '']));
  }

  async setTags(place: ObjectPlace, tags: ObjectTags): Promise<void> {
    const TagSet = Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
    await inOurWords(`PutObjectTagging ${place.key}`, () =>
      this.#s3.send(new PutObjectTaggingCommand({ Bucket: place.bucket, Key: place.key, Tagging: { TagSet } })),
    );
  }

  async *list(bucket: string, prefix: string): AsyncIterable<{ key: string; bytes: number }> {
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
      for (const { Key, Size } of page.Contents ?? []) yield { key: Key ?? '', bytes: Size ?? 0 };
      token = page.NextContinuationToken;
    } while (token !== undefined);
  }

  #read(place: ObjectPlace, range?: ByteRange): Promise<GetObjectCommandOutput> {
    const Range = range === undefined ? undefined : `bytes=${range.from}-${range.to - 1}`;
    return inOurWords(`GetObject ${place.key}`, () =>
      this.#s3.send(new GetObjectCommand({ Bucket: place.bucket, Key: place.key, Range })),
    );
  }
}
