import { HeadObjectCommand, ListObjectsV2Command, type S3Client } from '@aws-sdk/client-s3';
import { isArchiverError } from '../../core/errors.ts';
import type { ListedObject, ObjectInventory } from '../../core/ports/objectInventory.ts';
import type { ObjectPlace } from '../../core/ports/objectStore.ts';
import { inOurWords } from '../awsError.ts';

/** What lies in a bucket, by ListObjectsV2: 1,000 objects a call, and no call an object. */
export class S3ObjectInventory implements ObjectInventory {
  readonly #s3: S3Client;

  constructor(s3: S3Client) {
    this.#s3 = s3;
  }

  async *list(bucket: string, prefix: string, after?: string): AsyncIterable<ListedObject> {
    // The next page is asked for while this one is worked on.
    let coming = this.#page(bucket, prefix, { after });
    for (;;) {
      const page = await coming;
      const token = page.NextContinuationToken;
      if (token !== undefined) {
        coming = this.#page(bucket, prefix, { token });
        // Whoever leaves the loop early does not wait for it.
        coming.catch(() => undefined);
      }
      for (const { Key: key = '', Size: bytes = 0, LastModified } of page.Contents ?? []) {
        yield { bucket, key, bytes, modifiedMs: LastModified?.getTime() ?? 0 };
      }
      if (token === undefined) return;
    }
  }

  async look(place: ObjectPlace): Promise<ListedObject | undefined> {
    try {
      const { ContentLength, LastModified } = await inOurWords(`HeadObject ${place.key}`, () =>
        this.#s3.send(new HeadObjectCommand({ Bucket: place.bucket, Key: place.key })),
      );
      return { ...place, bytes: ContentLength ?? 0, modifiedMs: LastModified?.getTime() ?? 0 };
    } catch (error) {
      if (isArchiverError(error, 'NotFound')) return undefined;
      throw error;
    }
  }

  #page(bucket: string, prefix: string, from: { after?: string | undefined; token?: string | undefined }) {
    return inOurWords(`ListObjectsV2 ${bucket}/${prefix}`, () =>
      this.#s3.send(
        new ListObjectsV2Command({
          Bucket: bucket,
          Prefix: prefix,
          ...(from.after === undefined ? {} : { StartAfter: from.after }),
          ...(from.token === undefined ? {} : { ContinuationToken: from.token }),
        }),
      ),
    );
  }
}
