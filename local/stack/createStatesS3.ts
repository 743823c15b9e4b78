import type { S3Client } from '@aws-sdk/client-s3';
import type { Credential } from '../auth/Credential.ts';
import type { StatesS3 } from '../states/StatesS3.ts';

export interface StatesS3Options {
  readonly endpoint: string;
  readonly region: string;
  readonly credential: Credential;
}

/**
 * What Step Functions reads and writes in S3 (item readers, result writers), over the gateway as every other client: it
 * sees the same faults, and pays nothing at the start, for the SDK is loaded at the first use.
 */
export function createStatesS3(options: StatesS3Options): StatesS3 & { close(): void } {
  let loading: Promise<{ sdk: typeof import('@aws-sdk/client-s3'); client: S3Client }> | undefined;
  let opened: S3Client | undefined;

  function open(): Promise<{ sdk: typeof import('@aws-sdk/client-s3'); client: S3Client }> {
    loading ??= import('@aws-sdk/client-s3').then((sdk) => {
      const { accessKeyId, secretAccessKey } = options.credential;
      opened = new sdk.S3Client({
        endpoint: options.endpoint,
        region: options.region,
        forcePathStyle: true,
        credentials: { accessKeyId, secretAccessKey },
      });
      return { sdk, client: opened };
    });
    return loading;
  }

  return {
    async getObject(bucket, key) {
      const { sdk, client } = await open();
      const { Body } = await client.send(new sdk.GetObjectCommand({ Bucket: bucket, Key: key }));
      return (Body ?? []) as AsyncIterable<Uint8Array>;
    },
    async *listObjects(bucket, prefix) {
      const { sdk, client } = await open();
      for await (const page of sdk.paginateListObjectsV2({ client }, { Bucket: bucket, Prefix: prefix })) {
        for (const object of page.Contents ?? []) {
          yield {
            key: object.Key ?? '',
            size: object.Size ?? 0,
            etag: object.ETag ?? '',
            lastModified: object.LastModified?.getTime() ?? 0,
          };
        }
      }
    },
    async putObject(bucket, key, body) {
      const { sdk, client } = await open();
      await client.send(new sdk.PutObjectCommand({ Bucket: bucket, Key: key, Body: body }));
    },
    close() {
      opened?.destroy();
    },
  };
}
