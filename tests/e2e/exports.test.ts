import { createHash } from 'node:crypto';
import { realSystem } from '../../cloud/system/realSystem.ts';
import { readPackets } from '../core/exports/readPackets.ts';
import { footage } from './harness/footage.ts';
import { enrol, Installation } from './harness/Installation.ts';
import { push, type SentFragment } from './harness/push.ts';
import { archive } from './harness/runMachine.ts';

const START = Date.UTC(2025, 5, 1, 10);
const MINUTE = 60_000;

let installation: Installation;
let sent: SentFragment[];

/** Three stretches of footage with sound, the last one after a gap; pictures are large enough that parts are copied. */
beforeAll(async () => {
  installation = await Installation.start();
  await enrol(installation, 'door');
  sent = [];
  for (const [label, atMs, count] of [
    ['first', 0, 20],
    ['second', 20_000, 6],
    ['third', 5 * MINUTE, 6],
  ] as const) {
    const padding = label === 'first' ? 40_000 : 0;
    const part = footage({ fixture: 'h264-aac.mkv', startMs: START + atMs, count, label, padding });
    sent.push(...(await push(installation, 'door', part)));
    await archive(installation, { stream: 'door', from: START + atMs, to: START + atMs + MINUTE });
  }
}, 600_000);
afterAll(async () => {
  await installation.remove();
  expect(installation.failures).toEqual([]);
});

interface ShownExport {
  readonly exportId: string;
  readonly status: string;
  readonly percent: number;
  readonly bytes: number;
  readonly files: readonly { url: string; bytes: number; sha256: string; crc64nvme: string; startMs: number }[];
  readonly skipped: readonly { startMs: number; endMs: number; reason: string }[];
  readonly error?: { code: string; message: string };
}

async function call<Body>(method: string, path: string, body?: object): Promise<{ status: number; body: Body }> {
  const response = await fetch(`${installation.url}/v1${path}`, {
    method,
    redirect: 'manual',
    ...(body === undefined ? {} : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
  });
  const text = await response.text();
  return { status: response.status, body: (text === '' ? {} : JSON.parse(text)) as Body };
}

/** Asks for an export and waits until it has ended. */
async function exported(request: object): Promise<ShownExport> {
  const started = await call<{ exportId: string }>('POST', '/exports', request);
  expect(started.status).toBe(202);
  for (;;) {
    const { body } = await call<ShownExport>('GET', `/exports/${started.body.exportId}`);
    if (body.status !== 'QUEUED' && body.status !== 'RUNNING') return body;
    await realSystem.clock.sleep(50);
  }
}

async function download(url: string): Promise<Uint8Array> {
  const response = await fetch(url);
  expect(response.status).toBe(200);
  return new Uint8Array(await response.arrayBuffer());
}

/** All frames of one track, as they were sent. */
const framesOf = (fragments: readonly SentFragment[], trackNumber: number): Buffer =>
  Buffer.concat(
    fragments.flatMap(({ frames }) =>
      frames.filter((frame) => frame.trackNumber === trackNumber).map(({ payload }) => payload),
    ),
  );

const range = { stream: 'door', from: START, to: START + 10 * MINUTE };

test.each(['cut', 'keep'] as const)(
  'an export with gaps %s has every frame once, in order',
  async (gaps) => {
    const shown = await exported({ ...range, gaps, name: 'The door' });

    expect(shown).toMatchObject({ status: 'COMPLETE', percent: 100, files: [{ fileName: 'The door.mp4', clips: 3 }] });
    const [file] = shown.files;
    const bytes = await download(file?.url ?? '');
    expect(bytes.length).toBe(file?.bytes);
    expect(createHash('sha256').update(bytes).digest('hex')).toBe(file?.sha256);
    expect(file?.crc64nvme).toMatch(/^[A-Za-z0-9+/]{11}=$/);
    // It was more than one part, and one of them was copied.
    expect(bytes.length).toBeGreaterThan(6 * 1024 * 1024);
    const packets = await readPackets(bytes);
    const joined = packets.map((track) => Buffer.concat(track.map(({ data }) => data)));
    expect(joined.map((track, index) => track.equals(framesOf(sent, index + 1)))).toEqual([true, true]);
    const pictures = (packets[0] ?? []).map(({ timeMs }) => timeMs);
    const last = (pictures.at(-1) ?? 0) / 1000;
    expect(gaps === 'keep' ? last > 300 && last < 307 : last > 30 && last < 33).toBe(true);
    expect(shown.skipped.map(({ reason }) => reason)).not.toEqual([]);
  },
  300_000,
);

test('the same token is the same export; another range under it is refused; it is listed, and taken back', async () => {
  const request = { ...range, to: START + 10_000, clientToken: 'again' };
  const first = await exported(request);
  const second = await exported(request);

  expect(second.exportId).toBe(first.exportId);
  expect((await call('POST', '/exports', { ...request, to: START + 11_000 })).status).toBe(409);
  const { body: list } = await call<{ items: { exportId: string }[] }>('GET', '/exports');
  expect(list.items.map(({ exportId }) => exportId)).toContain(first.exportId);
  expect((await call<{ status: string }>('GET', `/executions/${first.exportId}`)).body).toMatchObject({
    status: 'SUCCEEDED',
    streamName: 'door',
    percent: 100,
  });

  const url = second.files[0]?.url ?? '';
  expect((await fetch(url)).status).toBe(200);
  expect((await call('DELETE', `/exports/${first.exportId}`)).status).toBe(204);
  // S3 says 403 and not 404 to whoever may not list.
  expect((await fetch(url)).status).toBe(403);
  expect((await call<ShownExport>('GET', `/exports/${first.exportId}`)).body).toMatchObject({
    status: 'CANCELED',
    files: [],
  });
}, 900_000);

test('where nothing is archived an export fails and says so', async () => {
  const shown = await exported({ stream: 'door', from: START - MINUTE, to: START - 1000 });

  expect(shown).toMatchObject({ status: 'ERROR', error: { code: 'NotFound' }, files: [] });
}, 300_000);

test.each<[object, RegExp]>([
  [{ ...range, from: START + 11 * MINUTE }, /^from: /],
  [{ ...range, gaps: 'hide' }, /^gaps: /],
  [{ ...range, stream: 'front door' }, /^stream: /],
  [{ ...range, name: '../x' }, /^name: /],
  [{ ...range, burnClock: true }, /^burnClock: /],
])('%j is refused by the name of the field', async (request, message) => {
  const { status, body } = await call<{ error: { message: string } }>('POST', '/exports', request);

  expect(status).toBe(400);
  expect(body.error.message).toMatch(message);
});

describe('a share', () => {
  interface Shared {
    readonly shareId: string;
    readonly url: string;
  }
  const share = async (request: object) => (await call<Shared>('POST', '/shares', request)).body;
  const open = (url: string) => fetch(url, { redirect: 'manual' });
  const follow = async (url: string) => (await open(url)).headers.get('location') ?? '';

  test('of footage plays without a token, is counted, and ends when it is taken back', async () => {
    const { url, shareId } = await share({ ...range, to: START + MINUTE });

    const playlist = await fetch(await follow(url));
    expect(playlist.status).toBe(200);
    const lines = (await playlist.text()).split('\n');
    expect(lines[0]).toBe('#EXTM3U');
    const segment = lines.find((line) => line !== '' && !line.startsWith('#')) ?? '';
    expect((await fetch(new URL(segment, playlist.url))).status).toBe(200);
    const { body } = await call<{ items: { shareId: string; opened: number }[] }>('GET', '/shares?own=true');
    expect(body.items.find((each) => each.shareId === shareId)).toMatchObject({ opened: 1, status: 'OPEN' });
    expect(JSON.stringify(body)).not.toContain(url.split('.').at(-1));

    expect((await call('DELETE', `/shares/${shareId}`)).status).toBe(204);
    const closed = await open(url);
    expect(closed.status).toBe(404);
    expect(await closed.text()).not.toContain('door');
  }, 300_000);

  test('altered by a character opens nothing; one with a password asks for it', async () => {
    const { url } = await share({ ...range, to: START + MINUTE, password: 'open sesame' });
    const altered = url.slice(0, -2) + (url.at(-2) === 'A' ? 'B' : 'A') + url.at(-1);

    expect((await open(altered)).status).toBe(404);
    expect((await open(url)).status).toBe(401);
    expect((await open(`${url}?password=wrong`)).status).toBe(401);
    expect((await open(`${url}?password=open%20sesame`)).status).toBe(302);
    const authorization = `Basic ${Buffer.from(':open sesame').toString('base64')}`;
    expect((await fetch(url, { redirect: 'manual', headers: { authorization } })).status).toBe(302);
  });

  test('of an export leads to its file', async () => {
    const { exportId, files } = await exported({ ...range, to: START + 5000 });
    const { url } = await share({ exportId });

    expect((await download(await follow(url))).length).toBe(files[0]?.bytes);
    await call('DELETE', `/exports/${exportId}`);
    expect((await open(url)).status).toBe(404);
  }, 300_000);
});
