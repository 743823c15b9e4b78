import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CreateTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { CreateStreamCommand, KinesisVideoClient } from '@aws-sdk/client-kinesis-video';
import { KinesisVideoArchivedMediaClient } from '@aws-sdk/client-kinesis-video-archived-media';
import { KinesisVideoMediaClient } from '@aws-sdk/client-kinesis-video-media';
import { S3Client } from '@aws-sdk/client-s3';
import { SFNClient } from '@aws-sdk/client-sfn';
import { realSystem } from '../../../cloud/system/realSystem.ts';
import { createDynamoDb } from '../../../local/dynamodb/createDynamoDb.ts';
import { createFaults, type Faults } from '../../../local/faults/createFaults.ts';
import { createGateway } from '../../../local/gateway/createGateway.ts';
import { readBody } from '../../../local/gateway/readBody.ts';
import { createKvs } from '../../../local/kvs/createKvs.ts';
import { isKvsPath } from '../../../local/kvs/kvsPaths.ts';
import { createS3 } from '../../../local/s3/createS3.ts';
import type { LocalService } from '../../../local/service.ts';

export const BUCKET = 'things';
export const STREAM = 's';
export const TABLE = 'table';

export interface FaultyServices {
  readonly url: string;
  readonly port: number;
  readonly faults: Faults;
  /** What the gateway called a fault of a service: none may notice that it is tampered with. */
  readonly noticed: string[];
  /** Requests that the service for Step Functions has seen. */
  readonly sfnRequests: string[];
  readonly s3: S3Client;
  readonly kvs: KinesisVideoClient;
  readonly archived: KinesisVideoArchivedMediaClient;
  readonly media: KinesisVideoMediaClient;
  readonly dynamodb: DynamoDBClient;
  readonly sfn: SFNClient;
  remove(): Promise<void>;
}

const service = (name: string, handle: LocalService['handle']): LocalService => ({
  name,
  handle,
  close: async () => undefined,
});

/** Services behind the gateway with faults before them, and SDK clients that try once. */
export async function startFaulty(functions: readonly string[] = []): Promise<FaultyServices> {
  const dataDir = await mkdtemp(join(tmpdir(), 'kvs-archiver-faults-'));
  const place = { system: realSystem, region: 'us-east-1', accountId: '000000000000' };
  const noticed: string[] = [];
  const sfnRequests: string[] = [];
  const faults = createFaults({
    system: realSystem,
    functions: () => functions,
    expire: (beforeServerMs) => kvs.expire(beforeServerMs),
  });
  const gateway = createGateway({
    system: realSystem,
    isKvsPath,
    intercept: faults.intercept,
    onFault: (name, error) => noticed.push(`${name}: ${String(error)}`),
  });
  const port = await gateway.listen(0, '127.0.0.1');
  const url = `http://127.0.0.1:${port}`;
  const s3 = await createS3({ ...place, dataDir: join(dataDir, 's3') });
  await s3.createBucket(BUCKET);
  const kvs = await createKvs({
    ...place,
    dataDir: join(dataDir, 'kvs'),
    endpoint: () => url,
    settings: { getMediaIdleMs: 20 },
    onFailure: (message, error) => noticed.push(`${message}: ${String(error)}`),
  });
  const dynamodb = await createDynamoDb({ ...place, dataDir: join(dataDir, 'dynamodb') });
  const sfn = service('sfn', async (request, response) => {
    sfnRequests.push((await readBody(request, 100_000)).toString());
    response.writeHead(200, { 'content-type': 'application/x-amz-json-1.0' });
    response.end('{"stateMachines":[]}');
  });
  const sns = service('sns', async (_, response) => void response.end('<PublishResponse/>'));
  gateway.serve({
    s3,
    kvs,
    dynamodb,
    sfn,
    sns,
    control: service('control', faults.handle),
    events: undefined,
    rekognition: undefined,
    lambda: undefined,
    'http-api': undefined,
  });
  const options = {
    endpoint: url,
    region: 'us-east-1',
    credentials: { accessKeyId: 'any', secretAccessKey: 'thing' },
    maxAttempts: 1,
  };
  const clients = {
    s3: new S3Client({ ...options, forcePathStyle: true }),
    kvs: new KinesisVideoClient(options),
    archived: new KinesisVideoArchivedMediaClient(options),
    media: new KinesisVideoMediaClient(options),
    dynamodb: new DynamoDBClient(options),
    sfn: new SFNClient({ ...options, disableHostPrefix: true }),
  };
  await clients.kvs.send(new CreateStreamCommand({ StreamName: STREAM, DataRetentionInHours: 24 }));
  await clients.dynamodb.send(
    new CreateTableCommand({
      TableName: TABLE,
      KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
      AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
      BillingMode: 'PAY_PER_REQUEST',
    }),
  );
  return {
    url,
    port,
    faults,
    noticed,
    sfnRequests,
    ...clients,
    async remove() {
      for (const client of Object.values(clients)) client.destroy();
      await gateway.close();
      for (const each of [s3, kvs, dynamodb]) await each.close();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}

/** How a call ended: `ok`, `ECONNRESET`, or the error's name and its status where there was an answer. */
export async function endingOf(call: Promise<unknown>): Promise<string> {
  try {
    await call;
    return 'ok';
  } catch (error) {
    const { name, message, code, $metadata } = error as Error & {
      code?: string;
      $metadata?: { httpStatusCode?: number };
    };
    // The SDK wraps errors of a connection where they come from another realm, as under jest.
    // Whoever is still writing when the reset comes may hear of a broken pipe instead.
    if (/ECONNRESET|EPIPE/.test(`${code} ${message}`)) return 'ECONNRESET';
    return `${name} ${$metadata?.httpStatusCode ?? ''}`.trim();
  }
}
