import type { S3Client } from '@aws-sdk/client-s3';
import type { Credential } from '../auth/Credential.ts';
import { RekognitionError } from './RekognitionError.ts';
import type { ImageSource } from './readDetectLabels.ts';

/** Documented: Rekognition developer guide, "Guidelines and quotas": an image stored as an S3 object. */
const MOST_BYTES_IN_S3 = 15 * 1024 * 1024;
const MOST_CLIENTS = 16;

/** The keys of a caller: it is with his rights that his objects are read. */
export type CallerKeys = Pick<Credential, 'accessKeyId' | 'secretAccessKey' | 'temporary'>;

export interface PictureReader {
  /**
   * @throws RekognitionError `InvalidS3ObjectException` for an object that is not there or that the caller may not
   *   read, as documented; `ImageTooLargeException` over 15 MB
   */
  read(image: ImageSource, caller: CallerKeys): Promise<Uint8Array>;
  close(): void;
}

/**
 * Reads pictures over the gateway, as any client of S3: the caller's role decides, and faults and counts are the same.
 */
export function createPictureReader(options: { readonly endpoint: string; readonly region: string }): PictureReader {
  const clients = new Map<string, S3Client>();

  async function clientOf({ accessKeyId, secretAccessKey, temporary }: CallerKeys): Promise<S3Client> {
    const token = temporary?.token;
    const id = `${accessKeyId} ${token ?? ''}`;
    const known = clients.get(id);
    if (known !== undefined) return known;
    const { S3Client } = await import('@aws-sdk/client-s3');
    const client = new S3Client({
      ...options,
      forcePathStyle: true,
      credentials: { accessKeyId, secretAccessKey, ...(token === undefined ? {} : { sessionToken: token }) },
    });
    clients.set(id, client);
    const [oldest] = clients;
    if (oldest !== undefined && clients.size > MOST_CLIENTS) {
      clients.delete(oldest[0]);
      oldest[1].destroy();
    }
    return client;
  }

  return {
    async read(image, caller) {
      if ('bytes' in image) return image.bytes;
      const client = await clientOf(caller);
      const { GetObjectCommand } = await import('@aws-sdk/client-s3');
      const object = await client
        .send(new GetObjectCommand({ Bucket: image.bucket, Key: image.key, VersionId: image.versionId }))
        .catch((cause: unknown) => {
          throw new RekognitionError(
            'InvalidS3ObjectException',
            'Unable to get object metadata from S3. Check object key, region and/or access permissions.',
            { cause },
          );
        });
      const chunks: Uint8Array[] = [];
      let bytes = 0;
      for await (const chunk of object.Body as AsyncIterable<Uint8Array>) {
        bytes += chunk.length;
        if (bytes > MOST_BYTES_IN_S3) throw new RekognitionError('ImageTooLargeException', 'Image size is too large');
        chunks.push(chunk);
      }
      return Buffer.concat(chunks, bytes);
    },
    close() {
      for (const client of clients.values()) client.destroy();
    },
  };
}
