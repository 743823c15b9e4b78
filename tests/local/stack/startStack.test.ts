import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Sha256 } from '@aws-crypto/sha256-js';
import { DescribeTimeToLiveCommand, DynamoDBClient, ListTablesCommand } from '@aws-sdk/client-dynamodb';
import { CreateStreamCommand, KinesisVideoClient, ListStreamsCommand } from '@aws-sdk/client-kinesis-video';
import { GetObjectCommand, ListBucketsCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { DescribeExecutionCommand, ListExecutionsCommand, SFNClient, StartExecutionCommand } from '@aws-sdk/client-sfn';
import { SignatureV4 } from '@smithy/signature-v4';
import { realSystem } from '../../../cloud/system/realSystem.ts';
import type { Stack, StackOptions } from '../../../local/stack/Stack.ts';
import type { StackEvent } from '../../../local/stack/StackEvent.ts';
import { startStack } from '../../../local/stack/startStack.ts';
import { copyOfFixture } from '../fixtureService/copyOfFixture.ts';

type Client = { destroy(): void };

describe('startStack', () => {
  let fixture: Awaited<ReturnType<typeof copyOfFixture>>;
  let dir: string;
  let events: StackEvent[];
  const stacks: Stack[] = [];
  const clients: Client[] = [];

  const start = async (over: Partial<StackOptions> = {}): Promise<Stack> => {
    const stack = await startStack({
      root: fixture.root,
      cacheDir: fixture.cacheDir,
      port: 0,
      dataDir: join(dir, 'data'),
      region: 'us-east-1',
      system: realSystem,
      onEvent: (event) => events.push(event),
      ...over,
    });
    stacks.push(stack);
    return stack;
  };
  const configure = (stack: Stack, keys = { accessKeyId: 'any', secretAccessKey: 'thing' }) => ({
    endpoint: stack.url,
    region: 'us-east-1',
    credentials: keys,
    maxAttempts: 1,
  });
  const using = <T extends Client>(client: T): T => {
    clients.push(client);
    return client;
  };
  const getJson = async (
    url: string,
    init?: RequestInit,
  ): Promise<{ status: number; body: Record<string, unknown> }> => {
    const response = await fetch(url, init);
    return { status: response.status, body: (await response.json()) as Record<string, unknown> };
  };

  beforeAll(async () => {
    fixture = await copyOfFixture();
  });
  beforeEach(async () => {
    events = [];
    dir = await mkdtemp(join(tmpdir(), 'kvs-archiver-stack-'));
  });
  afterEach(async () => {
    for (const client of clients.splice(0)) client.destroy();
    await Promise.all(stacks.splice(0).map((stack) => stack.close()));
    await rm(dir, { recursive: true, force: true });
  });
  afterAll(() => fixture.remove());

  test('what the template declares answers on one port, by the SDKs, and is still there after a restart', async () => {
    const stack = await start();
    expect(stack.outputs).toMatchObject({
      ArchiveBucketName: 'kvs-archiver-local-archivebucket',
      ThingsTableName: 'kvs-archiver-local-Things',
      ArchiveStateMachineArn: 'arn:aws:states:us-east-1:000000000000:stateMachine:fixture-local-archive',
      HttpApiUrl: stack.url,
    });
    expect((await getJson(`${stack.url}/_local/outputs`)).body).toEqual(stack.outputs);
    expect((await getJson(`${stack.url}/_local/health`)).body).toMatchObject({ status: 'ok' });

    const s3 = using(new S3Client({ ...configure(stack), forcePathStyle: true }));
    expect((await s3.send(new ListBucketsCommand({}))).Buckets?.map((bucket) => bucket.Name)).toEqual([
      'kvs-archiver-local-archivebucket',
    ]);
    await s3.send(new PutObjectCommand({ Bucket: 'kvs-archiver-local-archivebucket', Key: 'v1/a b', Body: 'bytes' }));
    const dynamodb = using(new DynamoDBClient(configure(stack)));
    expect((await dynamodb.send(new ListTablesCommand({}))).TableNames).toEqual(['kvs-archiver-local-Things']);
    const ttl = await dynamodb.send(new DescribeTimeToLiveCommand({ TableName: 'kvs-archiver-local-Things' }));
    expect(ttl.TimeToLiveDescription).toEqual({ TimeToLiveStatus: 'ENABLED', AttributeName: 'expiresAt' });
    const kvs = using(new KinesisVideoClient(configure(stack)));
    await kvs.send(new CreateStreamCommand({ StreamName: 'front', DataRetentionInHours: 24 }));

    await stack.close();
    const again = await start();
    const laterS3 = using(new S3Client({ ...configure(again), forcePathStyle: true }));
    const object = await laterS3.send(
      new GetObjectCommand({ Bucket: 'kvs-archiver-local-archivebucket', Key: 'v1/a b' }),
    );
    expect(await object.Body?.transformToString()).toBe('bytes');
    const laterKvs = using(new KinesisVideoClient(configure(again)));
    const streams = await laterKvs.send(new ListStreamsCommand({}));
    expect(streams.StreamInfoList?.map((stream) => stream.StreamName)).toEqual(['front']);
  }, 300_000);

  test('an execution runs the bundled handler with its own environment and credentials', async () => {
    const stack = await start();
    const sfn = using(new SFNClient(configure(stack)));
    const { executionArn } = await sfn.send(
      new StartExecutionCommand({ stateMachineArn: stack.outputs.ArchiveStateMachineArn, input: '{"a":1}' }),
    );
    let execution = await sfn.send(new DescribeExecutionCommand({ executionArn }));
    while (execution.status === 'RUNNING') {
      await realSystem.clock.sleep(20);
      execution = await sfn.send(new DescribeExecutionCommand({ executionArn }));
    }
    expect(execution.status).toBe('SUCCEEDED');
    const output = JSON.parse(execution.output ?? '{}');
    expect(output).toMatchObject({
      event: { a: 1 },
      functionName: 'fixture-local-echo',
      environment: {
        COLOR: 'green',
        TABLE_NAME: 'kvs-archiver-local-Things',
        BUCKET_NAME: 'kvs-archiver-local-archivebucket',
        AWS_REGION: 'us-east-1',
        AWS_LAMBDA_FUNCTION_NAME: 'fixture-local-echo',
        AWS_LAMBDA_FUNCTION_MEMORY_SIZE: '256',
        AWS_ENDPOINT_URL: stack.url,
      },
    });
    expect(output.environment).not.toHaveProperty('PATH');
    const kinds = events.flatMap((event) => (event.type === 'execution-changed' ? [event.execution.status] : []));
    expect(kinds).toEqual(['RUNNING', 'SUCCEEDED']);
    await stack.close();
    const log = await readFile(join(stack.logsDir, 'fixture-local-echo.log'), 'utf8');
    expect(log).toBe('echo {"a":1}\n');
  }, 300_000);

  test('the HTTP API answers as API Gateway does', async () => {
    const stack = await start();
    const found = await getJson(`${stack.url}/v1/things/a%20b?x=1&x=2`, { headers: { cookie: 'c=1; d=2' } });
    expect(found).toMatchObject({
      status: 200,
      body: {
        event: {
          version: '2.0',
          routeKey: 'GET /v1/things/{thing}',
          rawPath: '/v1/things/a%20b',
          pathParameters: { thing: 'a b' },
          queryStringParameters: { x: '1,2' },
          cookies: ['c=1', 'd=2'],
          isBase64Encoded: false,
        },
      },
    });
    const posted = await getJson(`${stack.url}/v1/things`, {
      method: 'POST',
      body: Buffer.from([0, 255]),
      headers: { 'content-type': 'application/octet-stream' },
    });
    expect(posted.body.event).toMatchObject({ body: 'AP8=', isBase64Encoded: true });
    expect(await getJson(`${stack.url}/v1/nothing`)).toEqual({ status: 404, body: { message: 'Not Found' } });
    expect(await getJson(`${stack.url}/v1/fail`)).toEqual({ status: 500, body: { message: 'Internal Server Error' } });
  }, 300_000);

  test('a schedule runs on demand; settings of the KVS emulator are read and checked', async () => {
    const stack = await start();
    const run = await getJson(`${stack.url}/_local/schedule/ArchiveSchedule/run`, { method: 'POST' });
    expect(run).toEqual({ status: 202, body: { schedule: 'ArchiveSchedule' } });
    const sfn = using(new SFNClient(configure(stack)));
    const { executions } = await sfn.send(
      new ListExecutionsCommand({ stateMachineArn: stack.outputs.ArchiveStateMachineArn }),
    );
    expect(executions).toHaveLength(1);
    expect((await getJson(`${stack.url}/_local/schedule/none/run`, { method: 'POST' })).status).toBe(404);

    const post = (body: unknown) => getJson(`${stack.url}/_local/kvs`, { method: 'POST', body: JSON.stringify(body) });
    expect((await post({ quotas: 'aws' })).body).toMatchObject({ quotas: 'aws' });
    expect((await getJson(`${stack.url}/_local/kvs`)).body).toMatchObject({ quotas: 'aws' });
    expect(await post({ quota: 'aws' })).toMatchObject({
      status: 400,
      body: { error: { message: 'there is no setting quota' } },
    });
    expect((await post({ maxTracks: 'many' })).status).toBe(400);
  }, 300_000);

  test('an object that arrives starts the machine of its rule; what is published calls the function of its topic', async () => {
    const stack = await start();
    const s3 = using(new S3Client({ ...configure(stack), forcePathStyle: true }));
    const sfn = using(new SFNClient(configure(stack)));
    for (const Key of ['a.txt', 'door "1".jpg']) {
      await s3.send(new PutObjectCommand({ Bucket: stack.outputs.ArchiveBucketName, Key, Body: 'x' }));
    }
    const form = new URLSearchParams({
      Action: 'Publish',
      TopicArn: stack.outputs.AlarmsTopicArn ?? '',
      Message: 'hi',
    });
    const published = await fetch(stack.url, { method: 'POST', body: form });
    expect([published.status, await published.text()]).toEqual([200, expect.stringContaining('<MessageId>')]);

    const finished = () =>
      events.flatMap((event) =>
        event.type === 'execution-changed' && event.execution.stopMs ? [event.execution] : [],
      );
    while (finished().length < 1) await realSystem.clock.sleep(20);
    expect(finished()).toMatchObject([{ status: 'SUCCEEDED', input: JSON.stringify({ image: 'door "1".jpg' }) }]);
    const listing = new ListExecutionsCommand({ stateMachineArn: stack.outputs.ArchiveStateMachineArn });
    expect((await sfn.send(listing)).executions).toHaveLength(1);
    expect(events.filter((event) => event.type === 'object-created')).toMatchObject([
      { key: 'a.txt', bytes: 1 },
      { key: 'door "1".jpg', bytes: 1 },
    ]);
    // The topic's delivery goes its own way, beside the machine's.
    const log = () => readFile(join(stack.logsDir, 'fixture-local-echo.log'), 'utf8').catch(() => '');
    while (!(await log()).includes('"Message":"hi"')) await realSystem.clock.sleep(20);
    await stack.close();
    expect(events.filter((event) => event.type === 'failure')).toEqual([]);
  }, 300_000);

  test('closing cuts short what runs; the next start finds the folder free', async () => {
    const stack = await start();
    const sfn = using(new SFNClient(configure(stack)));
    const { stateMachineArn } = { stateMachineArn: stack.outputs.ArchiveStateMachineArn };
    await sfn.send(new StartExecutionCommand({ stateMachineArn, name: 'cut', input: '{"sleepMs":4500}' }));
    const waiting = fetch(`${stack.url}/v1/things/a`, { headers: { 'x-sleep-ms': '4500' } });
    const ended = expect(waiting).resolves.toMatchObject({ status: 500 });
    await realSystem.clock.sleep(500);

    const before = performance.now();
    await stack.close();
    expect(performance.now() - before).toBeLessThan(3_000);
    await ended;
    const again = await start();
    expect((await getJson(`${again.url}/_local/health`)).status).toBe(200);
  }, 300_000);

  test('with auth, signatures are verified and functions bear keys of their own', async () => {
    const stack = await start({ auth: true });
    const keys = JSON.parse(await readFile(stack.credentialsPath, 'utf8'));
    expect((await stat(stack.credentialsPath)).mode & 0o777).toBe(0o600);

    const outsider = using(new SFNClient(configure(stack)));
    const listing = new ListExecutionsCommand({ stateMachineArn: stack.outputs.ArchiveStateMachineArn });
    await expect(outsider.send(listing)).rejects.toMatchObject({ name: 'UnrecognizedClientException' });
    const liar = using(
      new S3Client({ ...configure(stack, { ...keys, secretAccessKey: 'guess' }), forcePathStyle: true }),
    );
    await expect(liar.send(new ListBucketsCommand({}))).rejects.toMatchObject({ name: 'SignatureDoesNotMatch' });
    const owner = configure(stack, keys);
    await using(new SFNClient(owner)).send(listing);
    await using(new DynamoDBClient(owner)).send(new ListTablesCommand({}));
    await using(new KinesisVideoClient(owner)).send(new CreateStreamCommand({ StreamName: 's' }));
    const s3 = using(new S3Client({ ...owner, forcePathStyle: true }));
    await s3.send(new PutObjectCommand({ Bucket: 'kvs-archiver-local-archivebucket', Key: "ü (1)+'*!", Body: 'x' }));
    const signed = await new SignatureV4({
      service: 'execute-api',
      region: 'us-east-1',
      credentials: keys,
      sha256: Sha256,
    }).sign({
      protocol: 'http:',
      hostname: '127.0.0.1',
      method: 'GET',
      path: '/iam/v1/things',
      headers: { host: new URL(stack.url).host },
    });
    expect((await getJson(`${stack.url}/iam/v1/things`, { headers: signed.headers })).body.event).toMatchObject({
      requestContext: { authorizer: { iam: { accessKey: keys.accessKeyId } } },
    });
    expect(await getJson(`${stack.url}/iam/v1/things`)).toEqual({ status: 403, body: { message: 'Forbidden' } });
    expect((await getJson(`${stack.url}/v1/things/open`)).status).toBe(200);
    // A session's own token is asked for, and no signature.
    const forged = `${stack.url}/hls/v1/getHLSMasterPlaylist.m3u8?SessionToken=AAAA`;
    expect(await getJson(forged)).toEqual({ status: 403, body: { Message: 'Streaming session token is invalid' } });
    expect((await getJson(`${stack.url}/_local/outputs`)).status).toBe(200);
  }, 300_000);

  test('a port in use, a folder in use, a foreign folder and another layout are told, and nothing is touched', async () => {
    const other = createServer();
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
    const { port } = other.address() as AddressInfo;
    await expect(start({ port })).rejects.toMatchObject({
      kind: 'InvalidInput',
      message: `port ${port} on 127.0.0.1 is in use by another program: choose another with --port`,
    });
    await expect(stat(join(dir, 'data'))).rejects.toMatchObject({ code: 'ENOENT' });
    await new Promise((resolve) => other.close(resolve));

    await start();
    await expect(start()).rejects.toMatchObject({
      kind: 'InvalidInput',
      message: expect.stringContaining(`in use by process ${process.pid}`),
    });

    await writeFile(join(dir, 'photo.jpg'), 'x');
    await expect(start({ dataDir: dir })).rejects.toMatchObject({ message: expect.stringContaining('it holds') });
    await writeFile(join(dir, 'version.json'), '{"product":"kvs-archiver","layout":99}');
    await expect(start({ dataDir: dir })).rejects.toMatchObject({ message: expect.stringContaining('has layout 99') });
  }, 300_000);
});
