import { type ChildProcess, spawn } from 'node:child_process';
import { createHash, randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { GetObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { build } from 'esbuild';
import type { S3Event } from '../../../local/s3/events/s3Event.ts';
import { indexKeys } from '../../../local/s3/storage/indexKeys.ts';
import { KeyIndex } from '../../../local/s3/storage/keyIndex.ts';
import { StagedFile } from '../../../local/s3/storage/stagedFile.ts';
import { failure, type RunningS3, startS3 } from './startS3.ts';

const Bucket = 'archive';

const filesUnder = async (folder: string): Promise<string[]> => {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
    .sort();
};

describe('durability', () => {
  let running: RunningS3;
  const put = (Key: string, Body: string) => running.client.send(new PutObjectCommand({ Bucket, Key, Body }));
  const get = async (Key: string) =>
    (await running.client.send(new GetObjectCommand({ Bucket, Key }))).Body?.transformToString();
  const objectFiles = () => filesUnder(join(running.dataDir, 'buckets', Bucket));

  beforeEach(async () => {
    running = await startS3();
    await running.s3.createBucket(Bucket);
  });
  afterEach(async () => {
    jest.restoreAllMocks();
    await running.stop();
  });

  test('keeps each object in one file that a person finds', async () => {
    await put('clips/cam/20260301T120000.000Z_ab.mp4', 'clip');
    await put('clips/cam', 'both a key and the folder of another');
    await put('a', '1');
    await put('a', '2');
    await put('a', '3');
    const files = await objectFiles();
    expect(files).toHaveLength(3);
    expect(files).toContain('clips/cam/20260301T120000.000Z_ab.mp4');
    expect(files.filter((file) => file.startsWith('clips/cam~'))).toHaveLength(1);
    expect(await get('a')).toBe('3');
    expect(await get('clips/cam')).toBe('both a key and the folder of another');
    for (const key of ['clips/cam/20260301T120000.000Z_ab.mp4', 'clips/cam', 'a'])
      await fetch(`${running.url}/${Bucket}/${key}`, { method: 'DELETE' });
    expect(await readdir(join(running.dataDir, 'buckets'))).toEqual([]);
  });

  test('drops what a killed process had placed and not committed, or superseded and not removed', async () => {
    // Prepare
    await put('kept', 'kept');
    await running.s3.close();
    const objects = join(running.dataDir, 'buckets', Bucket);
    const index = await KeyIndex.open(join(running.dataDir, 'index'));
    await writeFile(join(objects, 'new.mp4'), 'half');
    const object = indexKeys.object(Bucket, 'new.mp4');
    await index.note([
      { type: 'put', key: indexKeys.placement('1'), value: { file: `buckets/${Bucket}/new.mp4`, object } },
    ]);
    // A note that outlived its commit must not take the object's file.
    const kept = { file: `buckets/${Bucket}/kept`, object: indexKeys.object(Bucket, 'kept') };
    await index.note([{ type: 'put', key: indexKeys.placement('2'), value: kept }]);
    await index.close();
    await writeFile(join(running.dataDir, 'staging', 'left'), 'half');
    await mkdir(join(running.dataDir, 'uploads', 'ended'));
    // Act
    await running.restart();
    // Assess
    expect(await filesUnder(objects)).toEqual(['kept']);
    expect(await readdir(join(running.dataDir, 'staging'))).toEqual([]);
    expect(await readdir(join(running.dataDir, 'uploads'))).toEqual([]);
    expect(await get('kept')).toBe('kept');
  });

  test.each([
    ['the body', () => jest.spyOn(StagedFile.prototype, 'write')],
    ['its last bytes', () => jest.spyOn(StagedFile.prototype, 'finish')],
    ['the index', () => jest.spyOn(KeyIndex.prototype, 'commit')],
    ['the note', () => jest.spyOn(KeyIndex.prototype, 'note')],
  ])('answers 507 where the disk is full at %s, and keeps the old object', async (_, spy) => {
    await put('old', 'old');
    jest.spyOn(process, 'emitWarning').mockImplementation(() => undefined);
    spy().mockRejectedValueOnce(Object.assign(new Error('no space left on device'), { code: 'ENOSPC' }));
    expect(await failure(put('old', 'new'))).toEqual({ name: 'InternalError', status: 507 });
    expect(await get('old')).toBe('old');
    expect(await objectFiles()).toEqual(['old']);
    expect(await readdir(join(running.dataDir, 'staging'))).toEqual([]);
    await put('old', 'newer');
    expect(await get('old')).toBe('newer');
  });

  test('refuses a second process on the same folder', async () => {
    await expect(KeyIndex.open(join(running.dataDir, 'index'))).rejects.toThrow();
  });
});

test('sends an event again after a restart where its receiver failed', async () => {
  const taken: S3Event[] = [];
  let failing = true;
  jest.spyOn(process, 'emitWarning').mockImplementation(() => undefined);
  const running = await startS3({
    onEvent: async (event) => {
      if (failing) throw new Error('the receiver is down');
      taken.push(event);
    },
  });
  await running.s3.createBucket(Bucket, { eventBridge: true });
  await running.client.send(new PutObjectCommand({ Bucket, Key: 'a', Body: 'x' }));
  failing = false;
  await running.restart();
  await running.restart();
  expect(taken.map(({ detail }) => detail.object.key)).toEqual(['a']);
  jest.restoreAllMocks();
  await running.stop();
});

test('leaves the old object or the new one, whole, at kill -9', async () => {
  // Prepare
  const folder = await mkdtemp(join(tmpdir(), 'local-s3-killed-'));
  const program = join(folder, 'server.cjs');
  await build({
    entryPoints: [join(__dirname, 'killedServer.ts')],
    bundle: true,
    platform: 'node',
    format: 'cjs',
    packages: 'external',
    outfile: program,
    logLevel: 'error',
  });
  const dataDir = join(folder, 'data');
  const written = new Map<string, { acknowledged: number; sent: number }>();
  let count = 0;
  for (let round = 0; round < 4; round++) {
    const child = spawn(process.execPath, [program, dataDir], {
      stdio: ['ignore', 'pipe', 'inherit'],
      env: { ...process.env, NODE_PATH: join(process.cwd(), 'node_modules') },
    });
    const [line] = (await once(child.stdout, 'data')) as [Buffer];
    const port = Number(line.toString());
    // Assess what the round before left: every object whole, none older than its last acknowledgement.
    for (const [key, { acknowledged, sent }] of written) {
      const { status, body, etag } = await call(port, 'GET', `/${Bucket}/${key}`);
      const stored = status === 200 ? Number(body.subarray(0, 10).toString()) : 0;
      if (status === 200)
        expect([etag, body.equals(bodyOf(stored))]).toEqual([
          `"${createHash('md5').update(body).digest('hex')}"`,
          true,
        ]);
      expect(stored).toBeGreaterThanOrEqual(acknowledged);
      expect(stored).toBeLessThanOrEqual(sent);
    }
    // Act
    await writeUntilKilled(child, port, written, () => ++count);
  }
  expect([...written.values()].some(({ acknowledged }) => acknowledged > 0)).toBe(true);
  await rm(folder, { recursive: true, force: true });
});

/** A body that says which one it is, and is a different length for each. */
function bodyOf(count: number): Buffer {
  return Buffer.alloc(200_000 + count * 7, String(count).padStart(10, '0'));
}

async function writeUntilKilled(
  child: ChildProcess,
  port: number,
  written: Map<string, { acknowledged: number; sent: number }>,
  next: () => number,
): Promise<void> {
  let killed = false;
  const writers = ['a/1.mp4', 'a/2.mp4', 'a', 'b'].map(async (key) => {
    while (!killed) {
      const count = next();
      const state = written.get(key) ?? { acknowledged: 0, sent: 0 };
      written.set(key, { ...state, sent: count });
      const answer = await call(port, 'PUT', `/${Bucket}/${key}`, bodyOf(count)).catch(() => undefined);
      if (answer?.status === 200) written.set(key, { acknowledged: count, sent: count });
    }
  });
  await new Promise((resolve) => setTimeout(resolve, 150 + Number.parseInt(randomUUID().slice(0, 2), 16)));
  const exited = once(child, 'exit');
  child.kill('SIGKILL');
  await exited;
  killed = true;
  await Promise.all(writers);
}

function call(
  port: number,
  method: string,
  path: string,
  body?: Buffer,
): Promise<{ status: number; body: Buffer; etag: string | undefined }> {
  return new Promise((resolve, reject) => {
    const sent = request(
      { port, host: '127.0.0.1', method, path, headers: { 'content-length': body?.length ?? 0 } },
      (response) => {
        const pieces: Buffer[] = [];
        response.on('data', (piece: Buffer) => pieces.push(piece));
        response.on('end', () =>
          resolve({ status: response.statusCode ?? 0, body: Buffer.concat(pieces), etag: response.headers.etag }),
        );
        response.on('error', reject);
      },
    );
    sent.on('error', reject);
    sent.end(body);
  });
}
