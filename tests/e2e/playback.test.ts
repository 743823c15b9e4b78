import { DeleteObjectsCommand, ListObjectsV2Command } from '@aws-sdk/client-s3';
import { createFile, type ISOFile, MP4BoxBuffer } from 'mp4box';
import { realSystem } from '../../cloud/system/realSystem.ts';
import { formatTime } from '../../core/time/formatTime.ts';
import { checkReload, type MediaPlaylist, readMediaPlaylist } from '../local/kvs/sessions/mediaPlaylist.ts';
import { type Footage, footage } from './harness/footage.ts';
import { deleteStream, enrol, Installation } from './harness/Installation.ts';
import { push } from './harness/push.ts';
import { archive } from './harness/runMachine.ts';

const START = Date.UTC(2025, 5, 1, 10);

/** A sample as mp4box finds it. */
interface Shown {
  readonly track: number;
  readonly ms: number;
  readonly lastsMs: number;
  readonly bytes: number;
}

let installation: Installation;

beforeAll(async () => {
  installation = await Installation.start();
}, 900_000);

afterAll(async () => {
  const { failures } = installation;
  expect([await installation.remove(), failures]).toEqual([[], []]);
}, 300_000);

const playlistUrl = (stream: string, fromMs: number, toMs?: number): string =>
  `${installation.url}/v1/streams/${stream}/archive.m3u8?from=${formatTime(fromMs)}${toMs === undefined ? '' : `&to=${toMs}`}`;

async function load(url: string): Promise<MediaPlaylist> {
  const response = await fetch(url);
  const text = await response.text();
  expect([response.status, response.headers.get('content-type'), text.slice(0, 200)]).toEqual([
    200,
    'application/vnd.apple.mpegurl',
    expect.stringMatching(/^#EXTM3U\n/),
  ]);
  return readMediaPlaylist(text);
}

async function bytesOf(address: string, base: string): Promise<Buffer> {
  const response = await fetch(new URL(address, base));
  const bytes = Buffer.from(await response.arrayBuffer());
  expect([response.status, response.headers.get('content-type')]).toEqual([200, 'video/mp4']);
  return bytes;
}

/** Everything that a playlist plays, run by run between discontinuities. */
async function play(playlist: MediaPlaylist, base: string): Promise<{ codecs: string[]; samples: Shown[] }[]> {
  const runs: { map: string; parts: Buffer[] }[] = [];
  for (const { uri, map = '', isDiscontinuous } of playlist.segments) {
    if (runs.length === 0 || isDiscontinuous) runs.push({ map, parts: [await bytesOf(map, base)] });
    runs.at(-1)?.parts.push(await bytesOf(uri, base));
  }
  // One by one: mp4box goes by the time of the first segment that it is given, and counts on from there.
  return runs.map(({ parts: [init = Buffer.alloc(0), ...media] }) => {
    const read = media.map((part) => samplesOf(Buffer.concat([init, part])));
    return { codecs: read[0]?.codecs ?? [], samples: read.flatMap(({ samples }) => samples) };
  });
}

function samplesOf(bytes: Uint8Array): { codecs: string[]; samples: Shown[] } {
  const file: ISOFile = createFile();
  file.appendBuffer(MP4BoxBuffer.fromArrayBuffer(Uint8Array.from(bytes).buffer, 0));
  file.flush();
  const { tracks } = file.getInfo();
  const samples = tracks.flatMap(({ id, timescale }) =>
    file.getTrackSamplesInfo(id).map((sample) => ({
      track: id,
      ms: (sample.cts * 1000) / timescale,
      lastsMs: (sample.duration * 1000) / timescale,
      bytes: sample.size,
    })),
  );
  return { codecs: tracks.map(({ codec }) => codec), samples };
}

const of = (fixture: string, startMs: number, count: number): Footage =>
  footage({ fixture, startMs, count, label: fixture, ...(fixture.includes('bframes') ? { stepMs: 2200 } : {}) });

/** What of footage is played: of pictures and AAC, the sizes of the frames in the order in which they were sent. */
function sizesOf(bodies: readonly Footage[]): { pictures: number[]; sound: number[] } {
  const of = (type: string) =>
    bodies.flatMap(({ tracks, fragments }) => {
      const number = tracks.find((track) => track.type === type && track.codecId !== 'A_MS/ACM')?.number;
      return fragments.flatMap(({ frames }) =>
        frames.filter(({ trackNumber }) => trackNumber === number).map(({ payload }) => payload.length),
      );
    });
  return { pictures: of('video'), sound: of('audio') };
}

const sizes = (runs: readonly { samples: readonly Shown[] }[], track: number): number[] =>
  runs.flatMap(({ samples }) => samples.filter((sample) => sample.track === track).map(({ bytes }) => bytes));

/** Samples of a run follow each other: each is decoded as the one before it ends. */
function largestSeamMs(samples: readonly Shown[], track: number): number {
  const own = samples.filter((sample) => sample.track === track).sort((a, b) => a.ms - b.ms);
  return Math.max(
    0,
    ...own.slice(1).map((sample, index) => Math.abs(sample.ms - (own[index]?.ms ?? 0) - (own[index]?.lastsMs ?? 0))),
  );
}

describe('the archive as HLS', () => {
  it('plays every frame of a span out of the bucket alone, when KVS has forgotten the stream', async () => {
    const bodies = [
      of('h264-aac.mkv', START, 12),
      // A gap of a minute, and sound that HLS cannot carry.
      of('h264-alaw.mkv', START + 72_000, 6),
      // Another configuration at once behind it.
      of('h265-bframes-aac-2s.mkv', START + 78_000, 6),
    ];
    const arn = await enrol(installation, 'yard');
    for (const body of bodies) await push(installation, 'yard', body);
    await archive(installation, { stream: 'yard' });
    await deleteStream(installation, arn);
    const url = playlistUrl('yard', START, START + 120_000);

    const playlist = await load(url);
    const again = await load(url);
    const runs = await play(playlist, url);

    checkReload(playlist, again);
    expect({ type: playlist.type, isEnded: playlist.isEnded, version: playlist.version }).toEqual({
      type: 'VOD',
      isEnded: true,
      version: 7,
    });
    expect(playlist.segments.map(({ isDiscontinuous }) => isDiscontinuous).filter(Boolean)).toHaveLength(2);
    expect(runs.map(({ codecs }) => codecs)).toEqual([
      ['avc1.64000a', 'mp4a.40.2'],
      ['avc1.64000a'],
      [expect.stringMatching(/^hvc1/), 'mp4a.40.2'],
    ]);
    const sent = sizesOf(bodies);
    expect(sizes(runs, 1)).toEqual(sent.pictures);
    expect(sizes(runs, 2)).toEqual(sent.sound);
    expect(runs.map(({ samples }) => largestSeamMs(samples, 1) < 300)).toEqual([true, true, true]);
    expect(playlist.segments[0]?.programMs).toBe(START);
    expect(new Set(playlist.segments.map(({ programMs = 0 }) => Math.floor((programMs - START) / 60_000)))).toEqual(
      new Set([0, 1]),
    );

    // Part of the span: the segments that reach into it, and no other.
    const part = await load(playlistUrl('yard', START + 7000, START + 8000));
    expect(part.segments.map(({ programMs }) => programMs)).toEqual([START + 6000]);
  }, 300_000);

  it('tells those at its own address the whole addresses, gzip where it is taken, and nobody anything of a bad link', async () => {
    const path = `/streams/yard/archive.m3u8?from=${START}&to=${START + 20_000}`;
    const direct = readMediaPlaylist(await (await fetch(`${installation.url}/iam/v1${path}`)).text());
    const [first] = direct.segments;
    const address = first?.uri ?? '';
    const plain = await fetch(`${installation.url}/v1${path}`, { headers: { 'accept-encoding': 'identity' } });
    const zipped = await fetch(`${installation.url}/v1${path}`, { headers: { 'accept-encoding': 'gzip' } });
    const [, token = ''] = /\/archive\/([^/]+)\//.exec(address) ?? [];
    const own = `${installation.url}/archive/${token}/index.m3u8`;
    const alone = readMediaPlaylist(await (await fetch(own)).text());
    const segment = await fetch(address);
    const head = await fetch(address, { method: 'HEAD' });
    const refused = await Promise.all(
      [
        address.replace(token, `${token.slice(0, 40)}${token[40] === 'A' ? 'B' : 'A'}${token.slice(41)}`),
        address.replace(token, token.slice(0, -1)),
        // The same clip, outside of the span.
        ...[...Array(12).keys()].map((n) => address.replace(/\/\d+\.m4s$/, `/${n}.m4s`)),
        address.replace(/-[0-9a-f]{12}/, '-000000000000'),
        address.replace(/\/\d+\.m4s$/, '/..%2f..%2fsecret'),
      ].map(async (each) => {
        const response = await fetch(each);
        return [response.status, response.headers.get('cache-control'), (await response.text()).slice(0, 30)] as const;
      }),
    );

    expect(address).toBe(`${installation.url}/archive/${token}/${address.split('/').slice(-2).join('/')}`);
    expect([plain.headers.get('content-encoding'), zipped.headers.get('content-encoding')]).toEqual([null, 'gzip']);
    expect(await zipped.text()).toBe(await plain.text());
    expect(alone.segments.map(({ uri }) => new URL(uri, own).href)).toEqual(direct.segments.map(({ uri }) => uri));
    expect(Object.fromEntries(segment.headers)).toMatchObject({
      'cache-control': 'private, max-age=31536000, immutable',
      'access-control-allow-origin': '*',
      'referrer-policy': 'no-referrer',
    });
    expect([head.status, await head.text()]).toEqual([200, '']);
    await segment.arrayBuffer();
    expect(refused.slice(0, 2)).toEqual(Array(2).fill([403, 'no-store', 'this link does not open\n']));
    expect(refused.slice(2, 14).map(([status]) => status)).toEqual([200, 200, ...Array(10).fill(404)]);
    expect(refused.slice(14).map(([status]) => status)).toEqual([404, 403]);
    for (const [query, field] of [
      ['', 'from'],
      ['?from=2020-01-01T00:00:00Z&to=2021-01-01T00:00:00Z', 'to'],
      [`?from=${START}&to=${START}`, 'from'],
      ['?from=-1h', 'from'],
    ]) {
      const response = await fetch(`${installation.url}/v1/streams/yard/archive.m3u8${query}`);
      expect([response.status, JSON.stringify(await response.json())]).toEqual([
        400,
        expect.stringContaining(`"${field}: `),
      ]);
    }
    expect(
      (await fetch(`${installation.url}/v1/streams/nobody/archive.m3u8?from=${START}&to=${START + 1}`)).status,
    ).toBe(404);
  }, 300_000);

  it('grows from the archive into what KVS has, and keeps every address and every time', async () => {
    const startMs = Math.floor(realSystem.clock.now() / 1000) * 1000;
    const parts = [0, 8, 16].map((first) => of('h264-aac.mkv', startMs + first * 1000, 8));
    await enrol(installation, 'gate');
    const url = playlistUrl('gate', startMs);
    await push(installation, 'gate', parts[0] as Footage);
    await archive(installation, { stream: 'gate' });
    const archived = await load(url);
    await push(installation, 'gate', parts[1] as Footage);
    const live = await load(url);
    const fromKvs = await play(live, url);
    await push(installation, 'gate', parts[2] as Footage);
    const more = await load(url);
    await archive(installation, { stream: 'gate' });
    const all = await load(url);
    const fromArchive = await play({ ...all, segments: all.segments.slice(0, live.segments.length) }, url);

    for (const [before, after] of [
      [archived, live],
      [live, more],
      [more, all],
    ] as const)
      checkReload(before, after);
    expect([archived, live, more, all].map(({ type, isEnded }) => [type, isEnded])).toEqual(
      Array(4).fill(['EVENT', false]),
    );
    expect([archived, live, more, all].map(({ segments }) => segments.length)).toEqual([7, 15, 23, 23]);
    expect(all.segments.some(({ isDiscontinuous }) => isDiscontinuous)).toBe(false);
    expect(fromKvs).toHaveLength(1);
    expect(fromArchive.map(({ codecs }) => codecs)).toEqual(fromKvs.map(({ codecs }) => codecs));
    const times = (runs: typeof fromKvs) =>
      runs.map(({ samples }) => samples.filter(({ track }) => track === 1).map(({ ms }) => ms));
    expect(times(fromArchive)).toEqual(times(fromKvs));
    expect(sizes(fromKvs, 1)).toEqual(sizesOf(parts.slice(0, 2)).pictures.slice(0, sizes(fromKvs, 1).length));
  }, 300_000);

  it('says that footage is gone where its owner took it away, and that it is missing where nobody did', async () => {
    const url = playlistUrl('yard', START, START + 6000);
    const [segment] = (await load(url)).segments;
    const { s3, outputs } = installation;
    const Bucket = outputs.ArchiveBucketName;
    const { Contents = [] } = await s3.send(new ListObjectsV2Command({ Bucket, Prefix: 'clips/yard/' }));
    const Objects = Contents.filter(({ Key = '' }) => Key.endsWith('.mp4')).map(({ Key }) => ({ Key }));
    await s3.send(new DeleteObjectsCommand({ Bucket, Delete: { Objects } }));

    const missing = await fetch(new URL(segment?.uri ?? '', url));

    expect(Objects.length).toBeGreaterThan(0);
    expect([missing.status, await missing.text()]).toEqual([404, 'there is no such footage\n']);
  }, 300_000);
});
