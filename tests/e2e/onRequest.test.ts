import { createHash } from 'node:crypto';
import { realSystem } from '../../cloud/system/realSystem.ts';
import type { Fragment } from '../../core/fragment.ts';
import { BundleReader } from '../../core/matroska/BundleReader.ts';
import { download, loadPlaylist, mediaPlaylistUrls } from '../local/kvs/sessions/sessionPlayer.ts';
import { decodeMp4 } from './harness/decodeMp4.ts';
import { footage } from './harness/footage.ts';
import { enrol, Installation } from './harness/Installation.ts';
import { push } from './harness/push.ts';
import { archive } from './harness/runMachine.ts';

/** Long ago by the camera's clock: what KVS is thought to have forgotten. */
const OLD = Date.UTC(2025, 5, 1, 10);
const COUNT = 230;

let installation: Installation;
/** Recorded by a camera whose clock is right. */
let live: number;

beforeAll(async () => {
  installation = await Installation.start();
  for (const name of ['door', 'old', 'bare']) await enrol(installation, name);
  await push(installation, 'old', footage({ fixture: 'h264.mkv', startMs: OLD, count: COUNT, label: 'old' }));
  live = Math.floor(realSystem.clock.now() / 1000) * 1000 - 6000;
  await push(installation, 'door', footage({ fixture: 'h264.mkv', startMs: live, count: 6, label: 'door' }));
}, 480_000);

afterAll(async () => {
  expect(await installation.remove()).toEqual([]);
  expect(installation.failures).toEqual([]);
});

interface Answered {
  readonly status: number;
  readonly body: {
    readonly [field: string]: unknown;
    readonly url: string;
    readonly executionId: string;
    readonly status: string;
    readonly error?: { readonly code: string; readonly message: string };
  };
}

async function ask(method: string, path: string, body?: object): Promise<Answered> {
  const init = body === undefined ? {} : { body: JSON.stringify(body) };
  const response = await fetch(`${installation.url}/v1${path}`, { method, ...init });
  return { status: response.status, body: (await response.json()) as Answered['body'] };
}

/** Asks for a file and waits for it. */
async function fileOf(path: string, body: object) {
  const { status, body: started } = await ask('POST', path, body);
  expect(status).toBe(202);
  for (;;) {
    const { body: shown } = await ask('GET', `/executions/${started.executionId}`);
    if (shown.status !== 'RUNNING') return shown as unknown as Execution;
    await realSystem.clock.sleep(200);
  }
}

interface Execution {
  readonly executionId: string;
  readonly status: string;
  readonly error?: { readonly code: string; readonly message: string };
  readonly file?: {
    readonly url: string;
    readonly bytes: number;
    readonly sha256: string;
    readonly fragments: number;
    readonly source: string;
  };
}

/** Follows the link, as whoever has it and nothing else. */
async function content(execution: Execution): Promise<Buffer> {
  expect(execution).toMatchObject({ status: 'SUCCEEDED' });
  const response = await fetch(execution.file?.url ?? '');
  const bytes = Buffer.from(await response.arrayBuffer());
  expect([response.status, bytes.length]).toEqual([200, execution.file?.bytes]);
  expect(createHash('sha256').update(bytes).digest('hex')).toBe(execution.file?.sha256);
  return bytes;
}

const span = (fromMs: number, toMs: number) => `from=${fromMs}&to=${toMs}`;

it('what KVS holds is listed page by page, every fragment once', async () => {
  const found: Fragment[] = [];
  let next = '';
  do {
    const path = `/streams/old/fragments?${span(OLD, OLD + COUNT * 1000)}&limit=100${next}`;
    const { body } = (await ask('GET', path)) as unknown as { body: { items: Fragment[]; nextToken?: string } };
    found.push(...body.items);
    next = body.nextToken === undefined ? '' : `&nextToken=${body.nextToken}`;
  } while (next !== '');
  expect(new Set(found.map(({ number }) => number)).size).toBe(COUNT);
  expect(Math.min(...found.map(({ producerMs }) => producerMs))).toBe(OLD);
  const server = (await ask('GET', '/streams/old/fragments?from=-1h&selector=server&limit=1000')).body;
  expect((server.items as unknown as Fragment[]).length).toBe(COUNT);
  const spoilt = await ask('GET', `/streams/old/fragments?${span(OLD, OLD + 1000)}&nextToken=MDphYmM`);
  expect([spoilt.status, spoilt.body.error?.code]).toEqual([400, 'InvalidInput']);
}, 900_000);

it('a session plays live and on demand, in HLS and DASH', async () => {
  const onDemand = (await ask('GET', `/streams/door/session?${span(live + 1000, live + 4000)}`)).body;
  expect(onDemand).toMatchObject({ source: 'kvs', mode: 'ON_DEMAND', protocol: 'HLS' });
  const [playlist = ''] = await mediaPlaylistUrls(onDemand.url);
  const { segments, isEnded } = await loadPlaylist(playlist);
  expect([segments.map(({ programMs }) => programMs), isEnded]).toEqual([
    [1000, 2000, 3000].map((ms) => live + ms),
    true,
  ]);
  const [pictures] = decodeMp4(await download(playlist));
  expect(pictures).toMatchObject({ kind: 'video', syncSamples: 3 });

  const dash = (await ask('GET', `/streams/door/session?protocol=DASH&${span(live, live + 6000)}`)).body;
  const manifest = await (await fetch(dash.url)).text();
  expect(manifest).toContain('type="static"');

  await push(installation, 'door', footage({ fixture: 'h264.mkv', startMs: live + 6000, count: 2, label: 'now' }));
  const now = (await ask('GET', '/streams/door/session?expires=300')).body;
  expect(now).toMatchObject({ mode: 'LIVE' });
  const [livePlaylist = ''] = await mediaPlaylistUrls(now.url);
  expect((await loadPlaylist(livePlaylist)).isEnded).toBe(false);

  const nothing = await ask('GET', `/streams/bare/session?${span(live, live + 6000)}`);
  expect([nothing.status, nothing.body.error?.message]).toEqual([
    404,
    expect.stringMatching(/^from: KVS has no footage that begins from /),
  ]);
  expect((await ask('GET', '/streams/nobody/session')).status).toBe(404);
}, 300_000);

it('more than a clip holds is one MP4 with every picture; numbers are one Matroska file', async () => {
  const whole = { from: OLD, to: OLD + COUNT * 1000, clientToken: 'once' };
  const execution = await fileOf('/streams/old/clips', whole);
  const again = await ask('POST', '/streams/old/clips', whole);
  const [pictures] = decodeMp4(await content(execution));
  expect(execution.file).toMatchObject({ fragments: COUNT, source: 'kvs' });
  expect([pictures?.syncSamples, pictures?.samples]).toEqual([COUNT, COUNT * 15]);
  expect(again.body.executionId).toBe(execution.executionId);
  expect((await ask('POST', '/streams/old/clips', { ...whole, to: OLD + 1000 })).status).toBe(409);

  const listed = (await ask('GET', `/streams/old/fragments?${span(OLD, OLD + 3000)}`)).body;
  const numbers = (listed.items as unknown as Fragment[]).map(({ number }) => number);
  const reader = new BundleReader();
  const matroska = await content(await fileOf('/streams/old/fragments', { numbers: [numbers[2], numbers[0]] }));
  const found = [...reader.push(matroska), ...reader.end()].map(({ fragment }) => fragment.fragmentNumber);
  expect(found).toEqual([numbers[0], numbers[2]]);

  const none = await fileOf('/streams/bare/clips', { from: OLD, to: OLD + 1000 });
  expect(none).toMatchObject({
    status: 'FAILED',
    error: { code: 'NotFound', message: expect.stringMatching(/^from: /) },
  });
  expect((await ask('POST', '/streams/nobody/clips', { from: 0, to: 1 })).status).toBe(404);
}, 300_000);

it('a segment is played for exactly its span, from KVS and later from the archive; an archived clip has links', async () => {
  const report = async (clientID: string, streamName: string, begMs: number, endMs: number) => {
    const body = { clientID, deviceID: 'cam', streamName, begTime: `${begMs}`, endTime: `${endMs}`, duration: '2' };
    expect((await ask('PUT', '/segments', body)).status).toBe(200);
  };
  await report('a/1', 'door', live + 2000, live + 4000);
  await report('a-2', 'old', OLD + 2000, OLD + 4000);
  await report('a-3', 'bare', OLD, OLD + 2000);

  const fresh = (await ask('GET', '/segments/a%2F1/session')).body;
  expect(fresh.source).toBe('kvs');
  const [playlist = ''] = await mediaPlaylistUrls(fresh.url);
  expect((await loadPlaylist(playlist)).segments.map(({ programMs }) => programMs)).toEqual([live + 2000, live + 3000]);
  // It is old, and yet KVS alone has it.
  expect((await ask('GET', '/segments/a-2/session')).body.source).toBe('kvs');

  await archive(installation, {});
  const archived = (await ask('GET', '/segments/a-2/session?expires=300')).body;
  expect(archived).toMatchObject({ source: 'archive', protocol: 'HLS', mode: 'ON_DEMAND' });
  const text = await (await fetch(archived.url)).text();
  expect(text).toContain('#EXTM3U');
  // The archive's segments are six seconds and more, where their clip is: they cover the span, and are not cut at it.
  const seconds = [...text.matchAll(/#EXTINF:([\d.]+)/g)].map(([, each]) => Number(each));
  expect(seconds.map((each) => Math.round(each))).toEqual([6]);

  const missing = await ask('GET', '/segments/a-3/session');
  expect([missing.status, missing.body.error?.message]).toEqual([
    404,
    expect.stringMatching(
      /^clientID: there is no footage .*KVS keeps 24 hours, which is since .*archive has none of it$/,
    ),
  ]);
  expect((await ask('GET', '/segments/nobody/session')).status).toBe(404);

  const { clips } = (await ask('GET', `/streams/old/timeline?${span(OLD, OLD + COUNT * 1000)}`)).body as unknown as {
    clips: { clipId: string }[];
  };
  const clip = (await ask('GET', `/clips/${clips[0]?.clipId}?expires=60`)).body as unknown as {
    fragments: string[];
    clip: { url: string; bytes: number; manifestUrl: string };
    bundle: { url: string };
  };
  const mp4 = Buffer.from(await (await fetch(clip.clip.url)).arrayBuffer());
  expect([mp4.length, decodeMp4(mp4)[0]?.syncSamples]).toEqual([clip.clip.bytes, clip.fragments.length]);
  expect(await (await fetch(clip.clip.manifestUrl)).json()).toMatchObject({ streamName: 'old' });
  expect((await fetch(clip.bundle.url)).status).toBe(200);
  expect((await ask('GET', '/clips/old~1~0123456789ab')).status).toBe(404);
  expect((await ask('GET', '/clips/nonsense')).status).toBe(400);
}, 300_000);
