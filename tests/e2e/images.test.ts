import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { GetObjectCommand, HeadObjectCommand, ListObjectsV2Command } from '@aws-sdk/client-s3';
import sharp from 'sharp';
import { main } from '../../cli/main.ts';
import { realSystem } from '../../cloud/system/realSystem.ts';
import { difference, quadrants } from '../local/kvs/images/quadrants.ts';
import { footage } from './harness/footage.ts';
import { createStream, deleteStream, enrol, Installation } from './harness/Installation.ts';
import { push } from './harness/push.ts';
import { archive } from './harness/runMachine.ts';

const IMAGE = { name: 'AWS_KINESISVIDEO_IMAGE_GENERATION', value: '' };
const NOTIFY = { name: 'AWS_KINESISVIDEO_NOTIFICATION', value: '' };
/** Its sound lasts longer than its pictures: fragments 2 s apart would overlap, which PutMedia refuses. */
const STEP_MS = 2200;
/** The fixture's first picture, as ffmpeg 5.1 decodes it: means of the quarters (see quadrants.ts). */
const FIRST_PICTURE = [
  [102, 97, 11],
  [83, 99, 214],
  [175, 161, 4],
  [94, 74, 241],
];

let installation: Installation;
beforeAll(async () => {
  installation = await Installation.start();
}, 900_000);
afterAll(async () => {
  await installation.remove();
  expect(installation.failures).toEqual([]);
});

async function api(method: string, path: string, body?: object) {
  const response = await fetch(`${installation.outputs.ApiUrl}/v1${path}`, {
    method,
    ...(body === undefined ? {} : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
  });
  return { status: response.status, body: (await response.json()) as Record<string, unknown> };
}

async function keysBelow(prefix: string): Promise<string[]> {
  const bucket = installation.outputs.ImagesBucketName;
  const { Contents = [] } = await installation.s3.send(new ListObjectsV2Command({ Bucket: bucket, Prefix: prefix }));
  return Contents.map(({ Key = '' }) => Key);
}

/** Waits for as many keys below a prefix. */
async function arrived(prefix: string, count: number): Promise<string[]> {
  for (;;) {
    const keys = await keysBelow(prefix);
    if (keys.length >= count) return keys;
    await realSystem.clock.sleep(50);
  }
}

async function bytesOf(key: string): Promise<Uint8Array> {
  const place = { Bucket: installation.outputs.ImagesBucketName, Key: key };
  const { Body } = await installation.s3.send(new GetObjectCommand(place));
  return (await Body?.transformToByteArray()) ?? new Uint8Array();
}

/** Runs the command line; its lines of JSON. */
async function cli(...argv: string[]): Promise<{ code: number; lines: Record<string, unknown>[]; stderr: string }> {
  let stdout = '';
  let stderr = '';
  const output = { isTerminal: false, width: () => 100 };
  const code = await main([...argv, '--endpoint', installation.url, '--json'], '/nowhere', {
    stdout: {
      ...output,
      write: (text) => {
        stdout += text;
      },
    },
    stderr: {
      ...output,
      write: (text) => {
        stderr += text;
      },
    },
    env: {},
    system: realSystem,
    onInterrupt: () => () => undefined,
  });
  const lines =
    stdout.trim() === ''
      ? []
      : stdout
          .trim()
          .split('\n')
          .map((line) => JSON.parse(line));
  return { code, lines, stderr };
}

test('a tagged fragment gives images in the bucket and a notification, as the enrolment says', async () => {
  await enrol(installation, 'gate', { images: { samplingInterval: 1000, width: 80 }, notifications: {} });
  const startMs = realSystem.clock.now() - 60_000;
  const filmed = footage({ fixture: 'h264-bframes-aac-2s.mkv', startMs, count: 3, stepMs: STEP_MS });
  const [first, second, third] = filmed.fragments;
  if (first === undefined || second === undefined || third === undefined) throw new Error('no footage');

  const sent = await push(installation, 'gate', {
    ...filmed,
    fragments: [first, second, { ...third, tags: [IMAGE, NOTIFY, { name: 'door', value: 'front' }] }],
  });

  const keys = await arrived('images/gate/', 2);
  expect(keys).toHaveLength(2);
  const place = { Bucket: installation.outputs.ImagesBucketName, Key: keys[0] };
  const { Metadata, ContentType } = await installation.s3.send(new HeadObjectCommand(place));
  expect(ContentType).toBe('image/jpeg');
  expect(Metadata).toMatchObject({
    door: 'front',
    aws_kinesisvideo_fragment_number: sent[2]?.number,
    aws_kinesisvideo_producer_timestamp: String(startMs + 2 * STEP_MS),
  });
  const { body } = await api('GET', '/streams/gate');
  expect(body.kvs).toMatchObject({
    images: { status: 'ENABLED', prefix: 'images/gate/', width: 80 },
    notifications: { status: 'ENABLED', topic: expect.stringMatching(/^arn:aws:sns:/) },
  });
  const deliveries = await (await fetch(`${installation.url}/_local/kvs/deliveries`)).json();
  expect(deliveries).toMatchObject({
    images: { fragments: 1, delivered: 2, failed: 0, dropped: 0 },
    notifications: { delivered: 1, failed: 0, dropped: 0 },
  });
}, 300_000);

describe('on request', () => {
  const startMs = realSystem.clock.now() - 600_000;
  const [from, to] = [new Date(startMs).toISOString(), new Date(startMs + 5000).toISOString()];
  let arn: string;
  let dir: string;
  beforeAll(async () => {
    dir = await mkdtemp(join(tmpdir(), 'kvs-archiver-images-'));
    arn = await enrol(installation, 'yard');
    await push(
      installation,
      'yard',
      footage({ fixture: 'h264-bframes-aac-2s.mkv', startMs, count: 3, stepMs: STEP_MS }),
    );
  }, 900_000);
  afterAll(() => rm(dir, { recursive: true, force: true }));

  test('the API stores them in a place of their own, and says what they were made of', async () => {
    const asked = { from, to, every: `${STEP_MS}ms`, width: 64, format: 'png' };
    const made = await api('POST', '/streams/yard/images', asked);

    expect(made.status).toBe(200);
    const items = made.body.items as { producerMs: number; key: string; imageUrl: string; fragmentNumber: string }[];
    expect(items.map(({ producerMs }) => producerMs)).toEqual([0, 1, 2].map((at) => startMs + at * STEP_MS));
    expect(new Set(items.map(({ fragmentNumber }) => fragmentNumber)).size).toBe(3);
    const first = await (await fetch(items[0]?.imageUrl ?? '')).arrayBuffer();
    const { format, width, height } = await sharp(first).metadata();
    expect([format, width, height]).toEqual(['png', 64, 48]);
    // Again: the same objects.
    await api('POST', '/streams/yard/images', asked);
    expect(await keysBelow('requested/yard/')).toEqual(items.map(({ key }) => key).sort());
    expect(difference(await quadrants(await bytesOf(items[0]?.key ?? '')), FIRST_PICTURE)).toBeLessThan(8);
  }, 300_000);

  test('what is not there is refused by name, and a moment without footage is told', async () => {
    const post = (body: object) => api('POST', '/streams/yard/images', body);
    const early = { from: startMs - 400_000_000, to: startMs - 300_000_000 };

    expect((await post(early)).body).toMatchObject({
      error: { code: 'Expired', message: expect.stringMatching(/kvs-archiver images/) },
    });
    expect((await post({ from: '2099-01-01T00:00:00Z', to: '2099-01-01T00:00:01Z' })).body).toMatchObject({
      error: { code: 'NotYetAvailable' },
    });
    expect((await post({ from, to, every: '10ms' })).body).toMatchObject({ error: { code: 'InvalidInput' } });
    expect((await post({ from: startMs + 60_000, to: startMs + 60_001 })).body.items).toEqual([
      { producerMs: startMs + 60_000, error: 'NO_MEDIA' },
    ]);
  }, 300_000);

  test('the command line reads what KVS has forgotten out of the archive', async () => {
    // None where a fragment begins: its sound comes first, and KVS shows its first picture, the archive the one before.
    const moments = [500, 1600, 2700, 3800, 4900].map((ms) => startMs + ms);
    const span = ['--from', new Date(startMs + 500).toISOString(), '--to', to, '--every', '1100ms'];
    const images = (output: string) => cli('images', '--stream', 'yard', ...span, '--format', 'png', '-o', output);
    await archive(installation, { stream: 'yard' });
    const fresh = await images(join(dir, 'kvs'));
    await deleteStream(installation, arn);

    const old = await images(join(dir, 'archive'));

    expect([fresh.code, fresh.stderr]).toEqual([0, '']);
    expect(fresh.lines.map(({ producerMs, from: where }) => [producerMs, where])).toEqual(
      moments.map((ms) => [ms, 'kvs']),
    );
    expect(old.lines.map(({ producerMs, from: where }) => [producerMs, where])).toEqual(
      moments.map((ms) => [ms, 'archive']),
    );
    expect(old.code).toBe(0);
    const names = await readdir(join(dir, 'kvs'));
    expect(await readdir(join(dir, 'archive'))).toEqual(names);
    for (const name of names) {
      const [one, other] = await Promise.all(
        ['kvs', 'archive'].map(async (where) => quadrants(await readFile(join(dir, where, name)))),
      );
      // A clip tells times in whole milliseconds from its beginning: at most the picture beside it.
      expect(difference(one ?? [], other ?? [])).toBeLessThan(12);
    }
  }, 300_000);
});

test('a stream without video, and one that nobody knows, are errors of their own', async () => {
  await createStream(installation, 'nobody-enrolled');

  expect((await api('POST', '/streams/nobody-enrolled/images', { from: 0, to: 1 })).status).toBe(404);
  const unknown = await cli('images', '--stream', 'never-was', '--from', '-1h', '--every', '1m');
  expect(unknown.code).toBe(2);
}, 300_000);
