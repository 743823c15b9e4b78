import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'yaml';
import { DynamoDetectionStore } from '../cloud/dynamodb/DynamoDetectionStore.ts';
import { documentClient } from '../cloud/dynamodb/documents.ts';
import { realSystem } from '../cloud/system/realSystem.ts';
import type { Detection } from '../core/analysis/Detection.ts';
import { producerMs } from '../core/fragment.ts';
import { createDynamoDb } from '../local/dynamodb/createDynamoDb.ts';
import type { TableDefinition } from '../local/dynamodb/ensureTable.ts';
import { median, rounded } from './report/figures.ts';
import { progress, runBenchmark } from './report/runBenchmark.ts';
import { timed } from './report/stopwatch.ts';

const ROWS = Number(process.argv[2] ?? 1_000_000);
const ROUNDS = 9;
const AIM_MS = 50;
const AT_ONCE = 8;
const A_BATCH = 250;
const LABELS = ['Person', 'Car', 'Dog', 'Bicycle'];
const STREAMS = 100;
const TABLE = 'DetectionsTable';
const START = Date.UTC(2026, 0, 1);

const detection = (index: number): Detection => ({
  label: LABELS[index % LABELS.length] ?? 'Person',
  confidence: 50 + (index % 50),
  streamName: `camera-${index % STREAMS}`,
  producerMs: producerMs(START + index * 1000),
  imageId: index.toString(16).padStart(16, '0'),
  bucket: 'images',
  key: `images/camera-${index % STREAMS}/${index}.jpg`,
  parents: [],
  instances: [{ confidence: 60, box: { left: 0.1, top: 0.1, width: 0.5, height: 0.5 } }],
  imageExpiresMs: START,
});

await runBenchmark('detections', async () => {
  const dataDir = await mkdtemp(join(tmpdir(), 'kvs-archiver-detections-'));
  const service = await createDynamoDb({ dataDir, system: realSystem, region: 'us-east-1', accountId: '000000000000' });
  const { Resources } = parse(await readFile(join(process.cwd(), 'serverless', 'tables.yml'), 'utf8')) as {
    Resources: Record<string, { Properties: Omit<TableDefinition, 'TableName'> }>;
  };
  const { Properties } = Resources[TABLE] ?? {};
  if (Properties !== undefined) await service.ensureTable({ ...Properties, TableName: TABLE });
  const server = createServer((request, response) => void service.handle(request, response));
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const documents = documentClient({
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    region: 'us-east-1',
    credentials: { accessKeyId: 'any', secretAccessKey: 'thing' },
  });
  try {
    const store = new DynamoDetectionStore(documents, TABLE, 365 * 86_400_000);
    for (let first = 0; first < ROWS; first += AT_ONCE * A_BATCH) {
      const batches = Array.from({ length: AT_ONCE }, (_, at) => first + at * A_BATCH).filter((from) => from < ROWS);
      await Promise.all(
        batches.map((from) =>
          store.put(
            Array.from({ length: Math.min(A_BATCH, ROWS - from) }, (_, index) => detection(from + index)),
            START,
          ),
        ),
      );
      progress(`${Math.min(ROWS, first + AT_ONCE * A_BATCH)} of ${ROWS} detections`);
    }
    const searches = {
      label: { label: 'Person' },
      labelInStream: { label: 'Person', streams: ['camera-0'] },
      stream: { streams: ['camera-1'] },
      anything: {},
    };
    const firstPage: Record<string, number> = {};
    for (const [name, query] of Object.entries(searches)) {
      const rounds: number[] = [];
      // A warm environment asks: the first time the code itself is read.
      for (let round = 0; round < 3; round++) await store.find({ ...query, limit: 100 });
      for (let round = 0; round < ROUNDS; round++) {
        rounds.push((await timed(() => store.find({ ...query, limit: 100 }))).taken.seconds * 1000);
      }
      firstPage[name] = rounded(median(rounds));
    }
    const { label: byLabel = 0, labelInStream = 0 } = firstPage;
    return {
      parameters: { detections: ROWS, page: 100, rounds: ROUNDS, figure: 'median' },
      results: { firstPageMs: firstPage },
      baseline: { name: 'one partition of one label in one stream, by the same code', medianMs: labelInStream },
      ratio: { 'four shards to one partition': rounded(byLabel / labelInStream) },
      bound: 'the emulator of DynamoDB, on the same core as the caller',
      target: { text: `the first page of a label within ${AIM_MS} ms`, met: byLabel <= AIM_MS },
    };
  } finally {
    documents.destroy();
    server.closeAllConnections();
    await new Promise((closed) => server.close(closed));
    await service.close();
    await rm(dataDir, { recursive: true, force: true });
  }
});
