import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ListObjectsV2Command, PutObjectCommand } from '@aws-sdk/client-s3';
import { realSystem } from '../../cloud/system/realSystem.ts';
import { readPackets } from '../core/exports/readPackets.ts';
import { footage } from './harness/footage.ts';
import { enrol, Installation } from './harness/Installation.ts';
import { push } from './harness/push.ts';
import { archive } from './harness/runMachine.ts';

const START = Date.UTC(2025, 5, 1, 10);
const MINUTE = 60_000;
const FILM = readFileSync(join(__dirname, '../media/progressive-moov-last.mp4'));

let installation: Installation;

beforeAll(async () => {
  installation = await Installation.start();
  await enrol(installation, 'door');
  await push(installation, 'door', footage({ fixture: 'h264-aac.mkv', startMs: START, count: 12, label: 'a' }));
  await archive(installation, { stream: 'door', from: START, to: START + MINUTE });
}, 600_000);
afterAll(async () => {
  await installation.remove();
  expect(installation.failures).toEqual([]);
});

interface Job {
  readonly jobId: string;
  readonly status: string;
  readonly percent: number;
  readonly method?: string;
  readonly renditions?: number;
  readonly error?: { readonly code: string; readonly message: string };
  readonly probe?: { readonly video: { readonly width: number; readonly height: number } };
  readonly outputs?: {
    readonly hls: string;
    readonly poster?: string;
    readonly sprite?: string;
    readonly original: string;
  };
}

async function call<Body>(method: string, path: string, body?: object): Promise<{ status: number; body: Body }> {
  const response = await fetch(`${installation.url}/v1${path}`, {
    method,
    ...(body === undefined ? {} : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
  });
  const text = await response.text();
  return { status: response.status, body: (text === '' ? {} : JSON.parse(text)) as Body };
}

/** The job, once it has ended. */
async function ended(jobId: string): Promise<Job> {
  for (;;) {
    const { body } = await call<Job>('GET', `/jobs/${jobId}`);
    if (!['AWAITING_UPLOAD', 'SUBMITTED', 'PROGRESSING'].includes(body.status)) return body;
    await realSystem.clock.sleep(200);
  }
}

const jobs = async (): Promise<readonly (Job & { fileName?: string })[]> =>
  (await call<{ items: Job[] }>('GET', '/jobs')).body.items;

/** The job of a file that is put past the API, which nobody tells its id. */
async function jobOfPut(fileName: string, bytes: Uint8Array): Promise<Job> {
  const { StagingBucketName: Bucket } = installation.outputs;
  await installation.s3.send(new PutObjectCommand({ Bucket, Key: `uploads/past/${fileName}`, Body: bytes }));
  for (;;) {
    const found = (await jobs()).find((job) => job.fileName === fileName);
    if (found !== undefined) return ended(found.jobId);
    await realSystem.clock.sleep(200);
  }
}

async function download(url: string | undefined): Promise<Uint8Array> {
  const response = await fetch(url ?? 'nothing:');
  expect([url, response.status]).toEqual([url, 200]);
  return new Uint8Array(await response.arrayBuffer());
}
const text = async (url: string | undefined): Promise<string> => new TextDecoder().decode(await download(url));

/** What a playlist names, as addresses. */
const named = (playlist: string, base: string): string[] =>
  playlist
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line) => new URL(line, base).href);

async function filesOf(jobId: string): Promise<string[]> {
  const { DeliveryBucketName: Bucket } = installation.outputs;
  const { Contents = [] } = await installation.s3.send(
    new ListObjectsV2Command({ Bucket, Prefix: `packages/${jobId}/` }),
  );
  return Contents.map(({ Key = '' }) => Key);
}

const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

it('an archived range is packaged by copying: a playlist whose segments open, and an original that plays', async () => {
  const asked = await call<Job>('POST', '/packages', { stream: 'door', from: START, to: START + MINUTE });
  expect([asked.status, asked.body.status]).toEqual([202, 'SUBMITTED']);

  const job = await ended(asked.body.jobId);

  expect(job).toMatchObject({ status: 'COMPLETE', percent: 100, method: 'copy', renditions: 1 });
  const hls = job.outputs?.hls ?? '';
  const [rendition = ''] = named(await text(hls), hls);
  const segments = named(await text(rendition), rendition);
  expect(segments.length).toBeGreaterThan(1);
  for (const url of segments) expect((await download(url)).length).toBeGreaterThan(100);
  const [segment = ''] = segments;
  expect((await fetch(segment.replace(/\?.*/, ''))).status).toBe(403);
  const tracks = await readPackets(await download(job.outputs?.original));
  expect(tracks.map((packets) => packets.length > 10)).toEqual([true, true]);
}, 600_000);

it('a film that is put past the API, twice, is one job: its sizes, its pictures, its bytes', async () => {
  await jobOfPut('film.mp4', FILM);
  const job = await jobOfPut('film.mp4', FILM);

  expect((await jobs()).filter(({ fileName }) => fileName === 'film.mp4')).toHaveLength(1);
  expect(job).toMatchObject({ status: 'COMPLETE', percent: 100, method: 'transcode' });
  const { hls = '', poster, sprite, original } = job.outputs ?? {};
  expect(sha256(await download(original))).toBe(sha256(FILM));
  expect([...(await download(poster)).subarray(0, 3)]).toEqual([0xff, 0xd8, 0xff]);
  expect(await text(sprite)).toMatch(/^WEBVTT\n/);
  const renditions = named(await text(hls), hls);
  expect(renditions.length).toBeGreaterThanOrEqual(job.renditions ?? 1);
  const [rendition = ''] = renditions;
  const [segment] = named(await text(rendition), rendition);
  expect((await download(segment)).length).toBeGreaterThan(100);
}, 600_000);

it('a film that was announced is put as it was announced, and no other way', async () => {
  const request = { fileName: 'an announced film.mp4', bytes: FILM.length, contentType: 'video/mp4', method: 'copy' };
  const announced = await call<{ jobId: string; url: string; headers: Record<string, string> }>('POST', '/uploads', {
    ...request,
    sha256: sha256(FILM),
    clientToken: 'mine',
  });
  const { jobId, url, headers } = announced.body;
  expect(announced.status).toBe(201);
  const put = async (body: Uint8Array) =>
    (await fetch(url, { method: 'PUT', body: new Uint8Array(body), headers })).status;
  const spoilt = Uint8Array.from(FILM, (byte, at) => (at === 1000 ? byte ^ 1 : byte));

  expect([await put(FILM.subarray(1)), await put(spoilt)]).toEqual([400, 400]);
  expect((await call<Job>('GET', `/jobs/${jobId}`)).body.status).toBe('AWAITING_UPLOAD');
  expect(await put(FILM)).toBe(200);

  const job = await ended(jobId);
  expect(job).toMatchObject({ status: 'COMPLETE', method: 'copy' });
  expect(sha256(await download(job.outputs?.original))).toBe(sha256(FILM));
  expect((await call('POST', '/uploads', { ...request, sha256: sha256(FILM), clientToken: 'mine' })).status).toBe(409);

  expect((await call('DELETE', `/jobs/${jobId}`)).status).toBe(204);
  expect((await call('GET', `/jobs/${jobId}`)).status).toBe(404);
  expect(await filesOf(jobId)).toEqual([]);
}, 600_000);

it('a renamed text and a film that was cut off are refused, with the reason, and nothing of them stays', async () => {
  const diary = await jobOfPut('diary.mp4', new TextEncoder().encode('Dear diary, this is no film.'));
  const cut = await jobOfPut('cut.mp4', FILM.subarray(0, 30_000));

  expect(diary).toMatchObject({ status: 'ERROR', error: { code: 'UnsupportedMedia' } });
  expect(cut).toMatchObject({
    status: 'ERROR',
    error: { code: 'Truncated', message: expect.stringMatching(/cut off/) },
  });
  for (const { jobId } of [diary, cut]) expect(await filesOf(jobId)).toEqual([]);
}, 600_000);
