import type { IncomingMessage } from 'node:http';
import type { S3Client } from '@aws-sdk/client-s3';
import type { SNSClient } from '@aws-sdk/client-sns';
import { sessionTokenOf } from '../auth/authenticate.ts';
import type { Credential } from '../auth/Credential.ts';
import { parseSignature } from '../auth/parseSignature.ts';
import type { Uploader } from '../kvs/delivery/Uploader.ts';

export interface UploaderOptions {
  readonly endpoint: string;
  readonly region: string;
  find(accessKeyId: string): Credential | undefined;
}

interface Clients {
  readonly s3: S3Client;
  readonly sns: SNSClient;
}

/** Devices renew their keys every hour, and each new pair is another caller. */
const MOST_CALLERS = 100;

/**
 * What KVS does in the name of whoever sent a fragment, with his own keys and over the gateway as every other client: so
 * his role decides, signatures are verified where they are, and faults that are planned for S3 or SNS are met here too.
 * The SDK is loaded at the first use.
 */
export function createUploaders({ endpoint, region, find }: UploaderOptions): {
  uploaderOf(request: IncomingMessage): Uploader;
  close(): void;
} {
  const byKey = new Map<string, Promise<Clients>>();

  async function open(accessKeyId: string, token: string | undefined): Promise<Clients> {
    const [{ S3Client: S3 }, { SNSClient: Sns }] = await Promise.all([
      import('@aws-sdk/client-s3'),
      import('@aws-sdk/client-sns'),
    ]);
    // Keys that nobody made here pass where signatures are not verified, whatever their secret is.
    const secretAccessKey = find(accessKeyId)?.secretAccessKey ?? 'unknown';
    const credentials = { accessKeyId, secretAccessKey, ...(token === undefined ? {} : { sessionToken: token }) };
    const common = { endpoint, region, credentials };
    return { s3: new S3({ ...common, forcePathStyle: true }), sns: new Sns(common) };
  }

  const destroy = (opening: Promise<Clients>): Promise<void> =>
    opening.then(
      ({ s3, sns }) => {
        s3.destroy();
        sns.destroy();
      },
      () => undefined,
    );

  function clientsOf(accessKeyId: string, token: string | undefined): Promise<Clients> {
    const known = byKey.get(accessKeyId);
    if (known !== undefined) return known;
    const [oldest] = byKey;
    if (oldest !== undefined && byKey.size === MOST_CALLERS) {
      byKey.delete(oldest[0]);
      void destroy(oldest[1]);
    }
    const opening = open(accessKeyId, token);
    byKey.set(accessKeyId, opening);
    return opening;
  }

  return {
    uploaderOf(request) {
      const claim = parseSignature(request);
      const accessKeyId = typeof claim === 'string' ? 'anonymous' : claim.accessKeyId;
      const token = sessionTokenOf(request);
      return {
        async putObject({ bucket, key, bytes, contentType, metadata }) {
          const { PutObjectCommand } = await import('@aws-sdk/client-s3');
          const { s3 } = await clientsOf(accessKeyId, token);
          await s3.send(
            new PutObjectCommand({
              Bucket: bucket,
              Key: key,
              Body: bytes,
              ContentType: contentType,
              Metadata: { ...metadata },
            }),
          );
        },
        async publish({ topicArn, subject, message }) {
          const { PublishCommand } = await import('@aws-sdk/client-sns');
          const { sns } = await clientsOf(accessKeyId, token);
          await sns.send(new PublishCommand({ TopicArn: topicArn, Subject: subject, Message: message }));
        },
      };
    },
    close() {
      for (const opening of byKey.values()) void destroy(opening);
    },
  };
}
