import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DynamoDBClient, QueryCommand, type QueryCommandOutput } from '@aws-sdk/client-dynamodb';
import { S3Client } from '@aws-sdk/client-s3';
import { parse } from 'yaml';
import { DynamoLedgerChanges } from '../cloud/dynamodb/DynamoLedgerChanges.ts';
import { DynamoLedgerSpans } from '../cloud/dynamodb/DynamoLedgerSpans.ts';
import { DynamoStreamNames } from '../cloud/dynamodb/DynamoStreamNames.ts';
import { DynamoStreamStore } from '../cloud/dynamodb/DynamoStreamStore.ts';
import { documentClient } from '../cloud/dynamodb/documents.ts';
import { S3ObjectStore } from '../cloud/s3/S3ObjectStore.ts';
import { realSystem } from '../cloud/system/realSystem.ts';
import { serverMs } from '../core/fragment.ts';
import type { LedgerSpans } from '../core/ports/ledgerSpans.ts';
import { initialState } from '../core/streams/initialState.ts';
import { SheetedSpans } from '../functions/api/steps/SheetedSpans.ts';
import { timeline } from '../functions/api/steps/timeline.ts';
import { createDynamoDb } from '../local/dynamodb/createDynamoDb.ts';
import type { TableDefinition } from '../local/dynamodb/ensureTable.ts';
import { createS3 } from '../local/s3/createS3.ts';
import type { LocalService } from '../local/service.ts';
import { fillLedger } from './ledger/fillLedger.ts';
import { median, rounded } from './report/figures.ts';
import { progress, runBenchmark } from './report/runBenchmark.ts';
import { timed } from './report/stopwatch.ts';

const CLIP_MS = 300_000;
const DAYS = 30;
const CLIPS_PER_STREAM = (DAYS * 86_400_000) / CLIP_MS;
const ROWS = Number(process.argv[2] ?? 1_000_000);
const STREAMS = Math.max(1, Math.round(ROWS / CLIPS_PER_STREAM));
const FRAGMENTS_PER_CLIP = 150;
const ROUNDS = 5;
const AIM_MS = 50;

const ARN = 'arn:aws:kinesisvideo:us-east-1:000000000000:stream/door/1795258557663';
const WORK_BUCKET = 'work';
const TABLES = { ledger: 'LedgerTable', streams: 'StreamsTable' } as const;

/** Every row of the stream, whole, a page after the other, and nothing done with them. */
async function readPlainly(dynamo: DynamoDBClient): Promise<number> {
  let rows = 0;
  let start: QueryCommandOutput['LastEvaluatedKey'];
  do {
    const page: QueryCommandOutput = await dynamo.send(
      new QueryCommand({
        TableName: TABLES.ledger,
        KeyConditionExpression: 'streamArn = :arn',
        ExpressionAttributeValues: { ':arn': { S: ARN } },
        ...(start === undefined ? {} : { ExclusiveStartKey: start }),
      }),
    );
    rows += page.Items?.length ?? 0;
    start = page.LastEvaluatedKey;
  } while (start !== undefined);
  return rows;
}

/** The emulator of DynamoDB over HTTP on a folder, with the tables that serverless/tables.yml declares. */
async function serve(dataDir: string) {
  const service = await createDynamoDb({ dataDir, system: realSystem, region: 'us-east-1', accountId: '000000000000' });
  const text = await readFile(join(process.cwd(), 'serverless', 'tables.yml'), 'utf8');
  const { Resources } = parse(text) as {
    Resources: Record<string, { Properties: Omit<TableDefinition, 'TableName'> }>;
  };
  for (const name of Object.values(TABLES)) {
    const { Properties } = Resources[name] ?? {};
    if (Properties !== undefined) await service.ensureTable({ ...Properties, TableName: name });
  }
  const { config, close } = await listen(service);
  const client = new DynamoDBClient(config);
  const documents = documentClient(config);
  return {
    client,
    documents,
    async close() {
      client.destroy();
      documents.destroy();
      await close();
    },
  };
}

/** The emulator of S3 over HTTP on a folder, with the bucket that sheets lie in. */
async function serveBucket(dataDir: string) {
  const service = await createS3({ dataDir, system: realSystem, region: 'us-east-1', accountId: '000000000000' });
  await service.createBucket(WORK_BUCKET);
  const { config, close } = await listen(service);
  const client = new S3Client({ ...config, forcePathStyle: true });
  return {
    client,
    async close() {
      client.destroy();
      await close();
    },
  };
}

/** One service on a free port. */
async function listen(service: LocalService) {
  const server = createServer(
    { keepAliveTimeout: 65_000 },
    (request, response) => void service.handle(request, response),
  );
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  return {
    config: {
      endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
      region: 'us-east-1',
      credentials: { accessKeyId: 'any', secretAccessKey: 'thing' },
    },
    async close() {
      server.closeAllConnections();
      await new Promise((closed) => server.close(closed));
      await service.close();
    },
  };
}

async function medianMs(name: string, work: () => Promise<unknown>): Promise<{ medianMs: number; worstMs: number }> {
  await work(); // a cold function, and a cold file cache
  const rounds: number[] = [];
  for (let round = 0; round < ROUNDS; round++) rounds.push((await timed(work)).taken.seconds * 1000);
  const figures = { medianMs: rounded(median(rounds)), worstMs: rounded(Math.max(...rounds)) };
  progress(`${name}: ${figures.medianMs} ms`);
  return figures;
}

async function measure(dataDir: string) {
  const end = Math.floor(realSystem.clock.now() / CLIP_MS) * CLIP_MS;
  const start = end - CLIPS_PER_STREAM * CLIP_MS;
  await (await serve(join(dataDir, 'dynamodb'))).close();
  const sketch = {
    table: TABLES.ledger,
    streamArns: [...Array.from({ length: STREAMS - 1 }, (_, index) => ARN.replace('door', `door-${index}`)), ARN],
    clipsPerStream: CLIPS_PER_STREAM,
    clipMs: CLIP_MS,
    startMs: start,
    fragmentsPerClip: FRAGMENTS_PER_CLIP,
  };
  await fillLedger(dataDir, sketch, (rows) => progress(`${rows} rows`));
  const { client, documents, close } = await serve(join(dataDir, 'dynamodb'));
  const streams = new DynamoStreamStore(documents, TABLES.streams);
  const description = { streamName: 'door', streamArn: ARN, createdMs: serverMs(start), retentionHours: 24 };
  await streams.create(initialState(description, 'now', end));
  const ports = {
    names: new DynamoStreamNames(documents, TABLES.streams),
    streams,
    spans: new DynamoLedgerSpans(documents, TABLES.ledger),
    clock: realSystem.clock,
  };
  const bucket = await serveBucket(join(dataDir, 's3'));
  const sheeted = () =>
    new SheetedSpans({
      spans: ports.spans,
      changes: new DynamoLedgerChanges(documents, TABLES.ledger),
      objects: new S3ObjectStore(bucket.client),
      workBucket: WORK_BUCKET,
      clock: realSystem.clock,
    });
  const ask = (spans: LedgerSpans, resolutionMs: number) =>
    timeline('door', { fromMs: start, toMs: end, resolutionMs }, { ...ports, spans });
  const { clips, coverage } = await ask(ports.spans, 0);
  const first = await timed(() => ask(sheeted(), 0));
  const warm = sheeted();
  const whole = await medianMs('as it stands', () => ask(warm, 0));
  const coarse = await medianMs('at 10 minutes', () => ask(warm, 600_000));
  const cold = await medianMs('sheets not in memory', () => ask(sheeted(), 0));
  const rows = await medianMs('from the rows', () => ask(ports.spans, 0));
  const plain = await medianMs('rows, plainly', () => readPlainly(client));
  await bucket.close();
  await close();
  return {
    parameters: {
      rows: STREAMS * CLIPS_PER_STREAM,
      days: DAYS,
      fragmentsPerClip: FRAGMENTS_PER_CLIP,
      rounds: ROUNDS,
      figure: 'median',
    },
    results: {
      'as it stands': { ...whole, clips: clips.length, coverage },
      'at 10 minutes': coarse,
      'sheets not in memory': cold,
      'the first time ever': { ms: rounded(first.taken.seconds * 1000) },
      'from the rows, without sheets': rows,
    },
    baseline: { name: 'the same rows by Query, whole, a page after the other, and nothing done with them', ...plain },
    ratio: { 'timeline to the rows read plainly': rounded(whole.medianMs / plain.medianMs) },
    bound: 'the processor: what is said of each of 8,640 clips, and the emulator of DynamoDB on the same core',
    target: { text: `30 days of five-minute clips within ${AIM_MS} ms`, met: whole.medianMs <= AIM_MS },
  };
}

await runBenchmark('timeline', async () => {
  const dataDir = await mkdtemp(join(tmpdir(), 'kvs-archiver-bench-'));
  try {
    return await measure(dataDir);
  } finally {
    await rm(dataDir, { recursive: true, force: true });
  }
});
