import { UpdateDataRetentionCommand } from '@aws-sdk/client-kinesis-video';
import { createFile, MP4BoxBuffer } from 'mp4box';
import { KvsPlaybackSessions } from '../../../cloud/kvs/KvsPlaybackSessions.ts';
import { playbackRequest } from '../../../core/playback/playbackRequest.ts';
import type { StreamReference } from '../../../core/ports/footageSource.ts';
import { fixtureGroups } from '../../local/kvs/matroskaBody.ts';
import {
  download,
  fetchBytes,
  fetchText,
  loadPlaylist,
  mediaPlaylistUrls,
  put,
} from '../../local/kvs/sessions/sessionPlayer.ts';
import { type ShiftedSystem, shiftedSystem } from '../../local/kvs/shiftedSystem.ts';
import { type RunningKvs, startKvs } from '../../local/kvs/startKvs.ts';
import { createStream, describeStream } from '../../local/kvs/streamCalls.ts';

const { tracks, groups } = fixtureGroups('h264.mkv');

/** What mp4box, which is none of ours, finds in fragmented MP4: samples of the picture, and those that begin a group. */
function samplesOf(bytes: Uint8Array): { samples: number; keys: number } {
  const file = createFile();
  let samples = 0;
  let keys = 0;
  file.onReady = (movie) => {
    file.setExtractionOptions(movie.videoTracks[0]?.id ?? 0, undefined, { nbSamples: 1 });
    file.start();
  };
  file.onSamples = (_id, _user, found) => {
    samples += found.length;
    keys += found.filter((sample) => sample.is_sync).length;
  };
  file.appendBuffer(MP4BoxBuffer.fromArrayBuffer(new Uint8Array(bytes).buffer, 0));
  file.flush();
  return { samples, keys };
}

describe('sessions of KVS', () => {
  let kvs: RunningKvs;
  let system: ShiftedSystem;
  let sessions: KvsPlaybackSessions;
  let stream: StreamReference;
  const remembered: string[] = [];
  /** When the test's camera began to record: it has a right clock. */
  let start: number;

  const before = { ...process.env };
  beforeAll(() => {
    // Clients of data endpoints are made on the way, as a function makes them.
    Object.assign(process.env, { AWS_REGION: 'us-east-1', AWS_ACCESS_KEY_ID: 'test', AWS_SECRET_ACCESS_KEY: 'test' });
  });
  afterAll(() => {
    process.env = before;
  });

  beforeEach(async () => {
    system = shiftedSystem();
    system.freeze();
    start = system.clock.now() - 20_000;
    kvs = await startKvs({ system });
    remembered.length = 0;
    sessions = new KvsPlaybackSessions(
      kvs.control,
      async (_arn, api, url) => {
        remembered.push(`${api} ${url}`);
      },
      system,
    );
    stream = { streamArn: await createStream(kvs, 's'), endpoints: {} };
  });

  afterEach(async () => {
    expect(kvs.failures).toEqual([]);
    await kvs.remove();
  });

  const ask = (query: Record<string, string>) => sessions.open(stream, playbackRequest(query, system.clock.now()));
  const at = (ms: number): string => String(start + ms);

  it('asks for the endpoint once for each protocol, and tells it', async () => {
    await put(kvs, tracks, groups, [start, start + 2000]);
    for (const protocol of ['HLS', 'DASH', 'HLS', 'DASH']) await ask({ protocol, from: at(0), to: at(4000) });
    const endpoint = `http://127.0.0.1:${kvs.port}`;
    expect(remembered).toEqual([
      `GET_HLS_STREAMING_SESSION_URL ${endpoint}`,
      `GET_DASH_STREAMING_SESSION_URL ${endpoint}`,
    ]);
  });

  it('HLS on demand plays the span exactly: what begins at its end is of the next one', async () => {
    const starts = [0, 2000, 4000, 6000].map((ms) => start + ms);
    await put(kvs, tracks, groups, starts);

    const [playlistUrl = ''] = await mediaPlaylistUrls(await ask({ from: at(2000), to: at(6000) }));
    const playlist = await loadPlaylist(playlistUrl);
    const media = samplesOf(await download(playlistUrl));

    expect(playlist.isEnded).toBe(true);
    expect(playlist.segments.map(({ programMs }) => programMs)).toEqual([start + 2000, start + 4000]);
    const wanted = [groups[1 % groups.length], groups[2 % groups.length]];
    const pictures = wanted.map((group = []) => group.filter(({ trackNumber }) => trackNumber === 1).length);
    expect(media).toEqual({ samples: pictures.reduce((a, b) => a + b, 0), keys: 2 });
  });

  it('HLS live plays what comes in; without anything of the last 30 seconds there is nothing live', async () => {
    await put(kvs, tracks, groups, [start, start + 2000]);
    const [playlistUrl = ''] = await mediaPlaylistUrls(await ask({}));
    expect((await loadPlaylist(playlistUrl)).segments).toHaveLength(2);
    await put(kvs, tracks, groups, [start + 4000]);
    expect((await loadPlaylist(playlistUrl)).segments).toHaveLength(3);
    expect((await loadPlaylist(playlistUrl)).isEnded).toBe(false);

    system.shift(31_000);
    await expect(ask({})).rejects.toMatchObject({ name: 'NotFound', details: { field: 'mode' } });
  });

  it('MPEG-TS, a discontinuity at every fragment and no times, where that is wanted', async () => {
    await put(kvs, tracks, groups, [start, start + 2000]);
    const query = { from: at(0), to: at(4000), container: 'MPEG_TS', discontinuity: 'ALWAYS', timestamps: 'NEVER' };
    const [playlistUrl = ''] = await mediaPlaylistUrls(await ask(query));
    const { segments } = await loadPlaylist(playlistUrl);
    expect(segments.map(({ programMs, isDiscontinuous, map }) => [programMs, isDiscontinuous, map])).toEqual([
      [undefined, true, undefined],
      [undefined, true, undefined],
    ]);
    expect((await fetchBytes(new URL(segments[0]?.uri ?? '', playlistUrl).href))[0]).toBe(0x47);
  });

  it('DASH on demand plays the span exactly', async () => {
    const starts = [0, 2000, 4000, 6000].map((ms) => start + ms);
    await put(kvs, tracks, groups, starts);

    const url = await ask({ protocol: 'DASH', from: at(2000), to: at(6000) });
    const manifest = await fetchText(url);
    const template = /initialization="([^"]+)"[^>]*media="([^"]+)"|media="([^"]+)"[^>]*initialization="([^"]+)"/.exec(
      manifest,
    );
    const times = [...manifest.matchAll(/<S [^>]*>/g)];

    expect(manifest).toContain('type="static"');
    expect(times.length).toBeGreaterThanOrEqual(2);
    const plain = (text = '') => text.replaceAll('&amp;', '&');
    const [initial, media] = [plain(template?.[1] ?? template?.[4]), plain(template?.[2] ?? template?.[3])];
    const number = Number(/startNumber="(\d+)"/.exec(manifest)?.[1] ?? 1);
    const parts = [await fetchBytes(new URL(initial, url).href)];
    for (const each of [number, number + 1]) {
      parts.push(await fetchBytes(new URL(media.replace(/\$Number\$/, String(each)), url).href));
    }
    expect(samplesOf(Buffer.concat(parts)).keys).toBe(2);
    expect((await fetch(new URL(media.replace(/\$Number\$/, String(number + 2)), url).href)).status).toBe(404);
  });

  it.each(['HLS', 'DASH'])('%s: a session is shut once it has expired', async (protocol) => {
    await put(kvs, tracks, groups, [start, start + 2000]);
    const url = await ask({ protocol, from: at(0), to: at(4000), expires: '300' });
    system.shift(299_999);
    expect((await fetch(url)).status).toBe(200);
    system.shift(1);
    expect((await fetch(url)).status).toBe(403);
  });

  it('says what KVS has not, by the name of what was asked', async () => {
    await put(kvs, tracks, groups, [start]);
    await expect(ask({ from: at(5000), to: at(9000) })).rejects.toMatchObject({
      name: 'NotFound',
      message: expect.stringMatching(/^from: KVS has no footage that begins from .* to .*Z$/),
      details: { field: 'from' },
    });
    await expect(ask({ from: at(5000) })).rejects.toMatchObject({ name: 'NotFound', details: { field: 'from' } });

    const described = await describeStream(kvs, 's');
    await kvs.control.send(
      new UpdateDataRetentionCommand({
        StreamName: 's',
        CurrentVersion: described?.Version ?? '',
        Operation: 'DECREASE_DATA_RETENTION',
        DataRetentionChangeInHours: 24,
      }),
    );
    await expect(ask({})).rejects.toMatchObject({
      name: 'NotFound',
      message: 'stream: KVS keeps nothing of it (its retention is 0 hours), so nothing can be played',
    });
    stream = { ...stream, streamArn: stream.streamArn.replace('/s/', '/other/') };
    await expect(ask({})).rejects.toMatchObject({ name: 'NotFound', details: { field: 'stream' } });
  });

  it('what a player cannot decode is unsupported, and says so', async () => {
    const silent = tracks.map((track) => {
      const { codecPrivate: _, ...rest } = track;
      return rest;
    });
    await put(kvs, silent, groups, [start]);
    await expect(ask({ from: at(0), to: at(4000) })).rejects.toMatchObject({
      name: 'UnsupportedMedia',
      message: expect.stringMatching(/^protocol: HLS cannot play this footage: /),
    });
  });
});
