import type { S3Client } from '@aws-sdk/client-s3';
import type { Credential } from '../auth/Credential.ts';
import type { StatesS3, StatesS3InRoles } from '../states/StatesS3.ts';

export interface StatesS3Options {
  readonly endpoint: string;
  readonly region: string;
  /** The keys with which a role acts. */
  credentialOf(roleArn: string): Credential;
}

type Sdk = typeof import('@aws-sdk/client-s3');
type Open = () => Promise<{ sdk: Sdk; client: S3Client }>;

function s3By(open: Open): StatesS3 {
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
  };
}

/**
 * What Step Functions reads and writes in S3 (item readers, result writers), over the gateway as every other client and
 * with the machine's role: it sees the same faults and the same refusals, and pays nothing at the start, for the SDK is
 * loaded at the first use.
 */
export function createStatesS3(options: StatesS3Options): StatesS3InRoles & { close(): void } {
  const byRole = new Map<string, StatesS3>();
  const clients: S3Client[] = [];

  function openerFor(roleArn: string): Open {
    let opening: ReturnType<Open> | undefined;
    return () => {
      opening ??= import('@aws-sdk/client-s3').then((sdk) => {
        const { accessKeyId, secretAccessKey } = options.credentialOf(roleArn);
        const client = new sdk.S3Client({
          endpoint: options.endpoint,
          region: options.region,
          forcePathStyle: true,
          credentials: { accessKeyId, secretAccessKey },
        });
        clients.push(client);
        return { sdk, client };
      });
      return opening;
    };
  }

  return {
    inRole(roleArn) {
      const known = byRole.get(roleArn);
      if (known !== undefined) return known;
      const made = s3By(openerFor(roleArn));
      byRole.set(roleArn, made);
      return made;
    },
    close() {
      for (const client of clients) client.destroy();
    },
  };
}
