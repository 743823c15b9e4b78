import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { S3Client } from '@aws-sdk/client-s3';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { parse } from 'yaml';
import { realSystem } from '../../../cloud/system/realSystem.ts';
import { authenticate } from '../../../local/auth/authenticate.ts';
import { createDynamoDb } from '../../../local/dynamodb/createDynamoDb.ts';
import type { TableDefinition } from '../../../local/dynamodb/ensureTable.ts';
import { createS3 } from '../../../local/s3/createS3.ts';
import type { BucketConfiguration } from '../../../local/s3/storage/records.ts';
import type { LocalService } from '../../../local/service.ts';

const place = { system: realSystem, region: 'us-east-1', accountId: '000000000000' };
const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };

/** Serves one service on a free port. */
async function serve(service: LocalService): Promise<{ endpoint: string; close(): Promise<void> }> {
  const server: Server = createServer(
    { keepAliveTimeout: 65_000 },
    (request, response) => void service.handle(request, response),
  );
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await service.close();
    },
  };
}

/** The tables that serverless/tables.yml declares, in memory, and a client to them. */
export async function openTables() {
  const service = await createDynamoDb(place);
  const { Resources } = parse(readFileSync(join(__dirname, '../../../serverless/tables.yml'), 'utf8')) as {
    Resources: Record<string, { Properties: Omit<TableDefinition, 'TableName'> }>;
  };
  for (const [name, { Properties }] of Object.entries(Resources)) {
    await service.ensureTable({ ...Properties, TableName: name });
  }
  const { endpoint, close } = await serve(service);
  const client = new DynamoDBClient({ endpoint, region: 'us-east-1', credentials });
  const documents = DynamoDBDocumentClient.from(client, { marshallOptions: { removeUndefinedValues: true } });
  return {
    documents,
    async close() {
      client.destroy();
      await close();
    },
  };
}

/** A service that looks at signatures, as the gateway does with `--auth`. */
function verified(service: LocalService): LocalService {
  const find = (accessKeyId: string) =>
    accessKeyId === credentials.accessKeyId ? { ...credentials, principal: 'admin' } : undefined;
  return {
    ...service,
    close: () => service.close(),
    async handle(request, response) {
      const options = { clock: realSystem.clock, find, services: ['s3'], payload: 'declared' } as const;
      const found = await authenticate(request, options);
      if (found.ok) return service.handle(found.request, response);
      response.writeHead(403).end(found.reason);
    },
  };
}

/** An S3 with the bucket `archive`, and a client to it. @param auth whether signatures are verified */
export async function openBucket(configuration: BucketConfiguration = {}, auth = false) {
  const dataDir = await mkdtemp(join(tmpdir(), 'kvs-archiver-objects-'));
  const plain = await createS3({ ...place, dataDir });
  const service = Object.assign(auth ? verified(plain) : plain, { createBucket: plain.createBucket });
  await service.createBucket('archive', configuration);
  const { endpoint, close } = await serve(service);
  const client = new S3Client({ endpoint, region: 'us-east-1', credentials, forcePathStyle: true });
  return {
    client,
    async close() {
      client.destroy();
      await close();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}
