import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { DynamoDBClient, GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { GetObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { build } from 'esbuild';
import { copyOfFixture } from '../fixtureService/copyOfFixture.ts';

/** Bundled as the command line is: packages are found from the project's own folder. */
const bundleDir = resolve(__dirname, '../../../node_modules/.cache/kvs-archiver-tests');

describe('a stack in a process of its own', () => {
  let fixture: Awaited<ReturnType<typeof copyOfFixture>>;
  let dir: string;
  let program: string;
  const children: ChildProcess[] = [];

  beforeAll(async () => {
    fixture = await copyOfFixture();
    await mkdir(bundleDir, { recursive: true });
    dir = await mkdtemp(join(tmpdir(), 'kvs-archiver-killed-'));
    program = join(await mkdtemp(join(bundleDir, 'stack-')), 'stackProcess.mjs');
    await build({
      entryPoints: [join(__dirname, 'stackProcess.ts')],
      outfile: program,
      bundle: true,
      platform: 'node',
      format: 'esm',
      packages: 'external',
      logLevel: 'error',
    });
  });
  afterEach(async () => {
    for (const child of children.splice(0)) {
      if (child.exitCode === null && child.signalCode === null) {
        child.kill('SIGKILL');
        await once(child, 'exit');
      }
    }
  });
  afterAll(async () => {
    await rm(resolve(program, '..'), { recursive: true, force: true });
    await rm(dir, { recursive: true, force: true });
    await fixture.remove();
  });

  async function start(dataDir: string): Promise<{ child: ChildProcess; url: string }> {
    const child = spawn(process.execPath, ['--no-warnings', program, fixture.root, fixture.cacheDir, dataDir], {
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    children.push(child);
    let output = '';
    const url = await new Promise<string>((resolve, reject) => {
      const read = (chunk: Buffer): void => {
        output += chunk.toString();
        const ready = /^ready (\S+)$/m.exec(output)?.[1];
        if (ready !== undefined) resolve(ready);
      };
      child.stdout?.on('data', read);
      child.stderr?.on('data', read);
      child.once('exit', (code) => reject(new Error(`ended with ${code}: ${output}`)));
    });
    return { child, url };
  }

  test('what was answered before a kill -9 is there afterwards; SIGTERM ends it with code 0', async () => {
    const dataDir = join(dir, 'data');
    const Bucket = 'kvs-archiver-local-archivebucket';
    const TableName = 'kvs-archiver-local-Things';
    for (let round = 0; round < 2; round += 1) {
      const { child, url } = await start(dataDir);
      const options = { endpoint: url, region: 'us-east-1', credentials: { accessKeyId: 'a', secretAccessKey: 'b' } };
      const s3 = new S3Client({ ...options, forcePathStyle: true });
      const dynamodb = new DynamoDBClient(options);
      for (let before = 0; before < round; before += 1) {
        const object = await s3.send(new GetObjectCommand({ Bucket, Key: `k${before}` }));
        expect(await object.Body?.transformToString()).toBe(`v${before}`);
        const item = await dynamodb.send(
          new GetItemCommand({ TableName, Key: { pk: { S: `${before}` }, sk: { S: 's' } } }),
        );
        expect(item.Item).toMatchObject({ value: { N: `${before}` } });
      }
      await s3.send(new PutObjectCommand({ Bucket, Key: `k${round}`, Body: `v${round}` }));
      await dynamodb.send(
        new PutItemCommand({ TableName, Item: { pk: { S: `${round}` }, sk: { S: 's' }, value: { N: `${round}` } } }),
      );
      child.kill('SIGKILL');
      await once(child, 'exit');
      s3.destroy();
      dynamodb.destroy();
    }

    const { child, url } = await start(dataDir);
    const run = await fetch(`${url}/v1/things/a`);
    expect(run.status).toBe(200);
    child.kill('SIGTERM');
    const [code, signal] = await once(child, 'exit');
    expect([code, signal]).toEqual([0, null]);
  }, 300_000);
});
