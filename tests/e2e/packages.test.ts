import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { CopyObjectCommand, GetObjectCommand, ListObjectsV2Command, PutObjectCommand } from '@aws-sdk/client-s3';
import type { Browser } from 'playwright-core';
import { CloudFrontSigner } from '../../cloud/cloudfront/CloudFrontSigner.ts';
import { realSystem } from '../../cloud/system/realSystem.ts';
import { openBrowser } from './harness/browser.ts';
import { footage } from './harness/footage.ts';
import { enrol, Installation } from './harness/Installation.ts';
import { push } from './harness/push.ts';
import { readPackage, renditionFaults } from './harness/readPackage.ts';
import { archive } from './harness/runMachine.ts';
import { until } from './harness/Visit.ts';

const SECOND = 1000;
/** Packaging the stack, a browser: on a machine that does everything at once. */
const PATIENCE = 900_000;
const COUNT = 12;
const START = Math.floor((realSystem.clock.now() - 3_600_000) / 60_000) * 60_000;

interface Job {
  readonly jobId: string;
  readonly status: string;
  readonly error?: unknown;
  readonly outputs?: {
    readonly hls: string;
    readonly original?: string;
    readonly poster?: string;
    readonly sprite?: string;
  };
}

let installation: Installation;
let browser: Browser | undefined;

async function call<T>(method: string, path: string, body?: unknown): Promise<{ status: number; body: T }> {
  const response = await fetch(`${installation.url}${path}`, {
    method,
    ...(body === undefined ? {} : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
    redirect: 'manual',
  });
  const text = await response.text();
  return { status: response.status, body: text === '' ? (undefined as T) : (JSON.parse(text) as T) };
}

const packaged = (jobId: string): Promise<Job> =>
  until(
    'the package is complete',
    async () => (await call<Job>('GET', `/v1/jobs/${jobId}`)).body,
    ({ status }) => ['COMPLETE', 'ERROR', 'CANCELED'].includes(status),
  );

/** The status of an answer, and the code in it where CloudFront refuses. */
async function answerOf(url: string, headers: Record<string, string> = {}): Promise<string> {
  const response = await fetch(url, { headers });
  const code = /<Code>(\w+)<\/Code>/.exec(await response.text())?.[1];
  return code === undefined ? String(response.status) : `${response.status} ${code}`;
}

let job: Job;

beforeAll(async () => {
  installation = await Installation.start();
  await enrol(installation, 'front', {});
  await push(installation, 'front', footage({ fixture: 'h264-aac.mkv', startMs: START, count: COUNT, label: 'front' }));
  await archive(installation, { stream: 'front' });
  const range = { streamName: 'front', from: START, to: START + COUNT * SECOND, method: 'copy' };
  const asked = await call<Job>('POST', '/v1/packages', range);
  expect(asked.status).toBe(202);
  job = await packaged(asked.body.jobId);
}, PATIENCE);
afterAll(async () => {
  await browser?.close();
  await installation.close();
}, PATIENCE);

test(
  'a range of the archive is packaged as it is: playlists and segments hold what RFC 8216 asks for',
  async () => {
    expect(job).toMatchObject({ status: 'COMPLETE', outputs: { hls: expect.stringContaining(installation.url) } });
    const renditions = await readPackage(job.outputs?.hls ?? '');

    expect(renditions.map(renditionFaults)).toEqual([[]]);
    const poster = await fetch(job.outputs?.poster ?? '');
    expect([poster.status, poster.headers.get('content-type')]).toEqual([200, 'image/jpeg']);
    const sprite = await (await fetch(job.outputs?.sprite ?? '')).text();
    const [sheet = ''] = /^http\S+?(?=#xywh=)/m.exec(sprite) ?? [];
    expect([(await fetch(sheet)).status, sprite.split('-->').length > 2]).toEqual([200, true]);
    const [rendition] = renditions;
    const seconds = rendition?.playlist.segments.reduce((sum, segment) => sum + segment.seconds, 0) ?? 0;
    expect(seconds).toBeCloseTo(COUNT, 0);
    expect(rendition?.segments.map(({ uri }) => new URL(uri).pathname.split('/').slice(0, 3).join('/'))).toEqual(
      rendition?.segments.map(() => `/packages/${job.jobId}`),
    );
  },
  PATIENCE,
);

test(
  'files are given to whoever bears a signature for them, and to nobody else',
  async () => {
    const [rendition] = await readPackage(job.outputs?.hls ?? '');
    const signed = rendition?.playlist.segments[0]?.uri ?? '';
    const [file = '', query = ''] = signed.split('?');
    const pair = new URLSearchParams(query).get('Key-Pair-Id') ?? '';
    const kept = JSON.parse(await readFile(join(installation.dataDir, 'secrets', 'DeliverySecret1.json'), 'utf8'));
    const secrets = { send: async () => ({ SecretString: kept.versions[0].value }) };
    const signer = new CloudFrontSigner({ keyPairId: pair, secretId: 'x' }, secrets as never);
    const reach = { packageId: job.jobId, frontUrl: installation.url, expiresMs: realSystem.clock.now() + 60_000 };
    const sign = async (more: object) => `${file}?${await signer.queryFor({ ...reach, ...more })}`;
    const altered = query.replace(/Signature=(.)/, (_, first: string) => `Signature=${first === 'A' ? 'B' : 'A'}`);
    const asked: Record<string, string> = {
      signed,
      unsigned: file,
      altered: `${file}?${altered}`,
      expired: await sign({ expiresMs: realSystem.clock.now() - 1000 }),
      'for this address': await sign({ ip: '127.0.0.0/8' }),
      'for another address': await sign({ ip: '203.0.113.7' }),
      'for another package': await sign({ packageId: 'package-000000000000000000000000' }),
      'on another package': signed.replace(job.jobId, 'package-000000000000000000000000'),
      'on another host': signed.replace('127.0.0.1', 'localhost'),
      'what is not there': signed.replace('seg-000001', 'seg-999999'),
      'a playlist past its link': (job.outputs?.hls ?? '').replace(/.\/index\.m3u8$/, '/index.m3u8'),
    };
    const answers = await Promise.all(Object.entries(asked).map(async ([name, url]) => [name, await answerOf(url)]));

    expect(Object.fromEntries(answers)).toEqual({
      signed: '200',
      unsigned: '403 MissingKey',
      altered: '403 AccessDenied',
      expired: '403 AccessDenied',
      'for this address': '200',
      'for another address': '403 AccessDenied',
      'for another package': '403 AccessDenied',
      'on another package': '403 AccessDenied',
      'on another host': '403 AccessDenied',
      'what is not there': '403 AccessDenied',
      'a playlist past its link': '403',
    });
    const part = await fetch(signed, { headers: { range: 'bytes=4-7', origin: 'https://elsewhere.example' } });
    expect(part.status).toBe(206);
    expect(part.headers.get('access-control-allow-origin')).toBe('*');
    expect(['moof', 'styp']).toContain(await part.text());
    expect((await fetch(signed, { method: 'PUT', body: 'x' })).status).toBe(403);
  },
  PATIENCE,
);

/** A second rendition of the same footage, said to be of half the bandwidth, so that there is something to switch to. */
async function addRendition(): Promise<void> {
  const Bucket = installation.outputs.DeliveryBucketName;
  const root = `packages/${job.jobId}/hls/`;
  const master = { Bucket, Key: `${root}index.m3u8` };
  const text = (await (await installation.s3.send(new GetObjectCommand(master))).Body?.transformToString()) ?? '';
  const [, line = '', uri = ''] = /(#EXT-X-STREAM-INF:[^\n]*)\n(\S+)/.exec(text) ?? [];
  const folder = uri.split('/')[0] ?? '';
  const { Contents = [] } = await installation.s3.send(
    new ListObjectsV2Command({ Bucket, Prefix: `${root}${folder}/` }),
  );
  for (const { Key = '' } of Contents) {
    const copied = { Bucket, Key: Key.replace(`${root}${folder}/`, `${root}second/`), CopySource: `${Bucket}/${Key}` };
    await installation.s3.send(new CopyObjectCommand(copied));
  }
  const half = line.replace(
    /([:,-])BANDWIDTH=(\d+)/g,
    (_, before, rate) => `${before}BANDWIDTH=${Math.ceil(Number(rate) / 2)}`,
  );
  const both = `${text}${half}\n${uri.replace(folder, 'second')}\n`;
  const type = { ContentType: 'application/vnd.apple.mpegurl' };
  await installation.s3.send(new PutObjectCommand({ ...master, Body: both, ...type }));
}

/** A page of another origin, with nothing but a place for a video. */
async function pageOfAnybody(): Promise<{ url: string; close(): Promise<void> }> {
  const server = createServer((_, response) => {
    response.writeHead(200, { 'content-type': 'text/html' });
    response.end('<!doctype html><link rel="icon" href="data:,"><video muted></video>');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

test(
  'a share plays in a browser, on a page of anybody, through both renditions, until it is taken back',
  async () => {
    await addRendition();
    const made = await call<{ shareId: string; url: string }>('POST', '/v1/shares', { packageId: job.jobId });
    expect(made).toMatchObject({ status: 201, body: { kind: 'package', packageId: job.jobId, streamName: 'front' } });
    const opened = await fetch(made.body.url, { redirect: 'manual' });
    expect(opened.status).toBe(302);
    const location = opened.headers.get('location') ?? '';
    const elsewhere = await pageOfAnybody();
    browser = await openBrowser();
    const page = await browser.newPage();
    const asked: string[] = [];
    page.on('response', (response) => void asked.push(`${response.status()} ${new URL(response.url()).pathname}`));
    await page.goto(elsewhere.url);
    await page.addScriptTag({ path: createRequire(__filename).resolve('hls.js/dist/hls.min.js') });
    // As text: the types of a page are none of these tests'.
    await page.evaluate(`{
    window.failures = [];
    window.switched = [];
    window.began = performance.now();
    window.hls = new Hls({ startLevel: 0, maxBufferLength: 3, maxMaxBufferLength: 3 });
    hls.on(Hls.Events.ERROR, (_, { fatal, details }) => fatal && failures.push(details));
    hls.on(Hls.Events.LEVEL_SWITCHED, (_, { level }) => switched.push(level));
    hls.loadSource(${JSON.stringify(location)});
    const video = document.querySelector('video');
    hls.attachMedia(video);
    video.requestVideoFrameCallback(() => { window.firstFrameMs = performance.now() - began; });
    void video.play().catch((error) => failures.push(String(error)));
  }`);
    const state = () =>
      page.evaluate(`(() => {
      const video = document.querySelector('video');
      const { totalVideoFrames: frames } = video.getVideoPlaybackQuality();
      return { s: video.currentTime, frames, ended: video.ended, failures, switched, firstFrameMs: window.firstFrameMs };
    })()`) as Promise<Record<string, never> & { s: number; frames: number; ended: boolean; firstFrameMs: number }>;
    await until('the first seconds play', state, ({ s, frames }) => s > 0.5 && frames > 5);
    await page.evaluate('hls.nextLevel = 1');
    const seen = await until('it has been played to its end', state, ({ ended }) => ended);

    expect(seen).toMatchObject({ failures: [], switched: [0, 1] });
    expect(seen.s).toBeCloseTo(COUNT, 0);
    // Figures for whoever asks: from the link to the first frame, on a machine that does everything at once.
    expect(seen.firstFrameMs).toBeGreaterThan(0);
    process.stdout.write(`first frame after ${Math.round(seen.firstFrameMs)} ms\n`);
    expect(
      asked.filter((line) => line.startsWith('200 /packages/') && line.includes('/second/')).length,
    ).toBeGreaterThan(0);
    expect(asked.filter((line) => /^[45]/.test(line))).toEqual([]);
    await elsewhere.close();
    expect((await call('DELETE', `/v1/shares/${made.body.shareId}`)).status).toBe(204);
    expect((await call('GET', new URL(made.body.url).pathname)).status).toBe(404);
  },
  PATIENCE,
);
