import { PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import type { ObjectPlace } from '../../core/ports/objectStore.ts';
import type { RequestedImages } from '../../core/ports/requestedImages.ts';
import { inOurWords } from '../awsError.ts';

/** Images made on request, in S3. */
export class S3RequestedImages implements RequestedImages {
  readonly #client: S3Client;

  constructor(client: S3Client) {
    this.#client = client;
  }

  async put({ bucket, key }: ObjectPlace, image: Parameters<RequestedImages['put']>[1]): Promise<void> {
    const command = new PutObjectCommand({
      Bucket: bucket,
      Key: key,
      Body: image.bytes,
      ContentType: image.contentType,
      Metadata: { ...image.metadata },
    });
    await inOurWords(`image ${key}`, () => this.#client.send(command));
  }
}
