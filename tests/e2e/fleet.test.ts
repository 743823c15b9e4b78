import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { CreateStreamCommand } from '@aws-sdk/client-kinesis-video';
import { DynamoDBDocumentClient, GetCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { realSystem } from '../../cloud/system/realSystem.ts';
import { type EmittedMetric, readEmbeddedMetrics } from '../serverless/checks/emitted.ts';
import { footage } from './harness/footage.ts';
import { changeEnrolment, deleteStream, enrol, Installation } from './harness/Installation.ts';
import { push } from './harness/push.ts';
import { archive } from './harness/runMachine.ts';

const START = Date.UTC(2025, 5, 1, 10);
const HOUR = 3_600_000;

interface ShownStream {
  readonly streamArn: string;
  readonly state: Readonly<Record<string, unknown>>;
}

let installation: Installation;
let documents: DynamoDBDocumentClient;

beforeAll(async () => {
  installation = await Installation.start();
  const options = {
    endpoint: installation.url,
    region: 'us-east-1',
    credentials: { accessKeyId: 'any', secretAccessKey: 'thing' },
  };
  documents = DynamoDBDocumentClient.from(new DynamoDBClient(options));
}, 900_000);

afterAll(async () => {
  documents.destroy();
  expect(await installation.remove()).toEqual([]);
  expect(installation.failures).toEqual([]);
});

/** Runs a schedule of the stack now, and answers the numbers that its function has written since. */
async function run(schedule: string, functionName: string): Promise<Record<string, number>> {
  const before = (await metricsOf(functionName)).length;
  const response = await fetch(`${installation.url}/_local/schedule/${schedule}/run`, { method: 'POST' });
  expect(response.status).toBe(202);
  const since = await metricsAfter(functionName, before);
  return Object.fromEntries(since.map(({ name, value }) => [name, value]));
}

async function metricsOf(functionName: string): Promise<EmittedMetric[]> {
  const path = join(installation.dataDir, 'logs', `kvs-archiver-local-${functionName}.log`);
  const text = await readFile(path, 'utf8').catch(() => '');
  return text.split('\n').flatMap((line) => readEmbeddedMetrics(line.slice(Math.max(0, line.indexOf('{')))));
}

/** What a function has written beyond so many numbers; its log is written while its answer is on the way. */
async function metricsAfter(functionName: string, before: number): Promise<EmittedMetric[]> {
  for (let waits = 0; ; waits++) {
    const since = (await metricsOf(functionName)).slice(before);
    if (since.length > 0 || waits === 100) return since;
    await realSystem.clock.sleep(50);
  }
}

async function show(streamName: string): Promise<ShownStream> {
  const response = await fetch(`${installation.url}/v1/streams/${streamName}`);
  expect(response.status).toBe(200);
  return (await response.json()) as ShownStream;
}

async function itemOf(streamArn: string): Promise<Record<string, unknown>> {
  const { Item } = await documents.send(
    new GetCommand({ TableName: installation.outputs.StreamsTableName, Key: { streamArn }, ConsistentRead: true }),
  );
  return Item ?? {};
}

test('how streams fare is measured, shown and told, and what a pass did is measured too', async () => {
  const arn = await enrol(installation, 'front', { fragments: 'none' });
  const quietArn = await enrol(installation, 'quiet');
  await enrol(installation, 'resting', { enabled: false });
  const sent = await push(
    installation,
    'front',
    footage({ fixture: 'h264.mkv', startMs: START, count: 5, label: 'front' }),
  );
  await archive(installation, {});

  // The newest fragment, by the server's clock, stands on the stream's item since the pass that listed it.
  const { state } = await show('front');
  const { newestServerMs, watermarkMs } = await itemOf(arn);
  expect(state).toMatchObject({
    condition: 'in-order',
    behind: false,
    silent: false,
    newestFragmentMs: newestServerMs,
  });
  expect(Number(watermarkMs) - Number(newestServerMs)).toBeGreaterThanOrEqual(0);
  const pass = (await metricsAfter('commitWindow', 0)).filter(({ name }) => name !== 'CallsThrottled');
  expect(Object.fromEntries(pass.map(({ name, value }) => [name, value]))).toEqual({
    FragmentsListed: sent.length,
    ClipsArchived: 1,
    BytesArchived: expect.any(Number),
  });
  expect(pass[0]?.dimensions).toEqual({ service: 'kvs-archiver', stage: 'local' });

  expect(await run('ObserveSchedule', 'observeFleet')).toMatchObject({
    StreamsEnrolled: 3,
    StreamsPaused: 1,
    StreamsBehind: 0,
    StreamsSilent: 0,
    OpenGaps: 0,
  });

  // As if its last fragment had come an hour ago.
  await documents.send(
    new UpdateCommand({
      TableName: installation.outputs.StreamsTableName,
      Key: { streamArn: quietArn },
      UpdateExpression: 'SET newestServerMs = :then',
      ExpressionAttributeValues: { ':then': realSystem.clock.now() - HOUR },
    }),
  );
  expect(await run('ObserveSchedule', 'observeFleet')).toMatchObject({ StreamsSilent: 1 });
  expect((await show('quiet')).state).toMatchObject({ condition: 'silent', silent: true });
  expect((await itemOf(quietArn)).noted).toMatchObject({ silentSinceMs: expect.any(Number) });

  await changeEnrolment(installation, 'quiet', { expects: 'events' });
  expect(await run('ObserveSchedule', 'observeFleet')).toMatchObject({ StreamsSilent: 0 });
  expect((await itemOf(quietArn)).noted).not.toHaveProperty('silentSinceMs');

  await deleteStream(installation, quietArn);
  await archive(installation, {});
  expect(await run('ObserveSchedule', 'observeFleet')).toMatchObject({ StreamsDeleted: 1, StreamsBehind: 0 });
  expect((await show('quiet')).state).toMatchObject({ condition: 'deleted' });
}, 300_000);

test('streams with the tag enrol themselves, but not those that their owner removed', async () => {
  const create = (StreamName: string, Tags: Record<string, string>, DataRetentionInHours = 24) =>
    installation.kvs.send(new CreateStreamCommand({ StreamName, Tags, DataRetentionInHours }));
  await create('yard', { archive: 'yes' });
  await create('hall', { archive: 'no' });
  await create('kept-for-nothing', { archive: 'yes' }, 0);

  expect(await run('DiscoverSchedule', 'discoverStreams')).toEqual({ StreamsDiscovered: 1, DiscoveriesRefused: 1 });
  expect((await show('yard')).state).toMatchObject({ retentionHours: 24 });
  expect((await fetch(`${installation.url}/v1/streams/hall`)).status).toBe(404);
  await push(installation, 'yard', footage({ fixture: 'h264.mkv', startMs: START, count: 2, label: 'yard' }));
  await archive(installation, {});

  await fetch(`${installation.url}/v1/streams/yard`, { method: 'DELETE' });
  expect(await run('DiscoverSchedule', 'discoverStreams')).toEqual({ DiscoveriesRefused: 1 });
  expect((await fetch(`${installation.url}/v1/streams/yard`)).status).toBe(404);
}, 300_000);
