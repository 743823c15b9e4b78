import { HeadObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import type { ImageObject, ImageObjects } from '../../core/ports/imageObjects.ts';
import type { ObjectPlace } from '../../core/ports/objectStore.ts';
import { inOurWords } from '../awsError.ts';

/** Images in S3. */
export class S3ImageObjects implements ImageObjects {
  readonly #client: S3Client;

  constructor(client: S3Client) {
    this.#client = client;
  }

  async describe({ bucket, key }: ObjectPlace): Promise<ImageObject> {
    const head = await inOurWords(`image ${key}`, () =>
      this.#client.send(new HeadObjectCommand({ Bucket: bucket, Key: key })),
    );
    return {
      bytes: head.ContentLength ?? 0,
      contentType: head.ContentType ?? 'application/octet-stream',
      metadata: head.Metadata ?? {},
      storedMs: head.LastModified?.getTime() ?? 0,
    };
  }
}
