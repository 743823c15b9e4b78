import { createHash } from 'node:crypto';
import { CreateStreamCommand } from '@aws-sdk/client-kinesis-video';
import { BufferSource, EncodedPacketSink, Input, MP4 } from 'mediabunny';
import type { Track } from '../../../../core/matroska/Track.ts';
import { fixtureGroups } from '../matroskaBody.ts';
import { type ShiftedSystem, shiftedSystem } from '../shiftedSystem.ts';
import { type RunningKvs, startKvs } from '../startKvs.ts';
import {
  download,
  fetchBytes,
  fetchText,
  loadPlaylist,
  mediaPlaylistUrls,
  onDemand,
  openHls,
  put,
  START,
} from './sessionPlayer.ts';

let kvs: RunningKvs;
let system: ShiftedSystem;
beforeEach(async () => {
  system = shiftedSystem();
  kvs = await startKvs({ system });
  await kvs.control.send(new CreateStreamCommand({ StreamName: 's', DataRetentionInHours: 24 }));
});
afterEach(async () => {
  await kvs.remove();
});

const digest = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

async function packetsOf(mp4: Uint8Array) {
  const input = new Input({ formats: [MP4], source: new BufferSource(Uint8Array.from(mp4)) });
  const [track] = await input.getTracks();
  const packets = [];
  if (track !== undefined) for await (const packet of new EncodedPacketSink(track).packets()) packets.push(packet);
  return packets;
}

const two = [START, START + 2000];

describe.each([
  ['h264.mkv', ['avc1.64000a'], 'RESOLUTION=160x120,FRAME-RATE=15'],
  ['h264-bframes-aac-2s.mkv', ['avc1.64000a', 'mp4a.40.2'], 'RESOLUTION=160x120,FRAME-RATE=15'],
  ['h265-bframes-aac-2s.mkv', ['hvc1.1.6.L30.90', 'mp4a.40.2'], 'RESOLUTION=160x120,FRAME-RATE=15'],
])('%s', (name, codecs, shown) => {
  test('is named in the master playlist, and each track plays frame by frame', async () => {
    const { tracks, groups } = fixtureGroups(name);
    await put(kvs, tracks, groups, two);

    const url = await openHls(kvs, onDemand());
    const master = await fetchText(url);
    const playlists = await mediaPlaylistUrls(url);

    expect(url.startsWith(`http://127.0.0.1:${kvs.port}/hls/v1/getHLSMasterPlaylist.m3u8?SessionToken=`)).toBe(true);
    expect(master.split('\n').slice(0, 2)).toEqual(['#EXTM3U', '#EXT-X-VERSION:1']);
    expect(master).toContain(`CODECS="${codecs.join(',')}",${shown}`);
    expect(playlists).toHaveLength(tracks.length);
    for (const [index, track] of tracks.entries()) {
      const playlist = await loadPlaylist(playlists[index] ?? '');
      expect(playlist).toMatchObject({ version: 7, type: 'VOD', targetSeconds: groups.length === 4 ? 1 : 2 });
      expect(playlist.segments.map(({ sequence }) => sequence)).toEqual([1, 2]);
      const packets = await packetsOf(await download(playlists[index] ?? ''));
      const sent = groups
        .slice(0, 2)
        .flatMap((group) => group.filter(({ trackNumber }) => trackNumber === track.number));
      expect(packets.map(({ data }) => digest(data))).toEqual(sent.map(({ payload }) => digest(payload)));
    }
  });

  test('segments are the same, byte by byte, when they are loaded again, also by another session', async () => {
    const { tracks, groups } = fixtureGroups(name);
    await put(kvs, tracks, groups, two);
    const [first = ''] = await mediaPlaylistUrls(await openHls(kvs, onDemand()));
    const [other = ''] = await mediaPlaylistUrls(await openHls(kvs, onDemand()));
    const bytes = await download(first);
    expect(digest(await download(first))).toBe(digest(bytes));
    expect(digest(await download(other))).toBe(digest(bytes));
  });
});

describe('the bandwidth told', () => {
  test.each(['FRAGMENTED_MP4'] as const)('is not below that of any segment: %s', async (ContainerFormat) => {
    const { tracks, groups } = fixtureGroups('h264-bframes-aac-2s.mkv');
    await put(kvs, tracks, groups, two);
    const url = await openHls(kvs, { ...onDemand(), ContainerFormat });
    const told = Number(/BANDWIDTH=(\d+)/.exec(await fetchText(url))?.[1]);
    const playlists = await mediaPlaylistUrls(url);
    const sums = new Map<number, number>();
    for (const playlist of playlists) {
      for (const { uri, sequence, seconds } of (await loadPlaylist(playlist)).segments) {
        const { length } = await fetchBytes(new URL(uri, playlist).href);
        sums.set(sequence, (sums.get(sequence) ?? 0) + (length * 8) / seconds);
      }
    }
    for (const sum of sums.values()) expect(told).toBeGreaterThanOrEqual(sum);
    expect(told).toBeLessThan(3 * Math.max(...sums.values()));
  });
});

describe('selection', () => {
  test.each([
    [START, START + 8000, 1000, 5],
    [START + 1, START + 8000, 1000, 4],
    [START, START + 7999, 1000, 4],
    [START, START + 8000, 3, 3],
  ])('%d to %d, at most %d: %d fragments, of those that start within', async (from, to, most, count) => {
    const { tracks, groups } = fixtureGroups('h264.mkv');
    await put(
      kvs,
      tracks,
      groups,
      [0, 2000, 4000, 6000, 8000].map((ms) => START + ms),
    );
    const [url = ''] = await mediaPlaylistUrls(
      await openHls(kvs, {
        ...onDemand(from, to),
        MaxMediaPlaylistFragmentResults: most,
        DisplayFragmentTimestamp: 'ALWAYS',
      }),
    );
    const { segments } = await loadPlaylist(url);
    expect(segments).toHaveLength(count);
    const first = Math.ceil((from - START) / 2000) * 2000 + START;
    expect(segments.map(({ programMs }) => programMs)).toEqual(segments.map((_, index) => first + index * 2000));
  });

  test('late footage stands at its own time, and of equal starts the newest plays', async () => {
    const { tracks, groups } = fixtureGroups('h264.mkv');
    await put(kvs, tracks, groups.slice(0, 1), [START, START + 4000]);
    await put(kvs, tracks, groups.slice(1, 2), [START + 2000, START + 4000]);
    const [url = ''] = await mediaPlaylistUrls(
      await openHls(kvs, { ...onDemand(), DisplayFragmentTimestamp: 'ALWAYS' }),
    );
    const { segments } = await loadPlaylist(url);
    expect(segments.map(({ programMs }) => programMs)).toEqual([START, START + 2000, START + 4000]);
    const packets = await packetsOf(await download(url));
    const [early = [], late = []] = groups;
    expect(packets.map(({ data }) => digest(data))).toEqual(
      [...early, ...late, ...late].map(({ payload }) => digest(payload)),
    );
  });

  test('what comes after the opening is not in it', async () => {
    const { tracks, groups } = fixtureGroups('h264.mkv');
    await put(kvs, tracks, groups, two);
    const [url = ''] = await mediaPlaylistUrls(await openHls(kvs, onDemand()));
    const before = await fetchText(url);
    system.shift(1000);
    await put(kvs, tracks, groups, [START + 4000]);
    expect(await fetchText(url)).toBe(before);
  });

  test('by server time, marked as discontinuous throughout', async () => {
    const { tracks, groups } = fixtureGroups('h264.mkv');
    const fromMs = system.clock.now();
    await put(kvs, tracks, groups.slice(0, 1), [START + 60_000]);
    system.shift(1500);
    await put(kvs, tracks, groups.slice(1, 2), [START]);
    system.shift(1500);
    const [url = ''] = await mediaPlaylistUrls(
      await openHls(kvs, {
        PlaybackMode: 'ON_DEMAND',
        DisplayFragmentTimestamp: 'ALWAYS',
        HLSFragmentSelector: {
          TimestampRange: {
            StartTimestamp: new Date(fromMs),
            EndTimestamp: new Date(fromMs + 2500),
          },
        },
      }),
    );
    const { segments } = await loadPlaylist(url);
    expect(segments.map(({ isDiscontinuous }) => isDiscontinuous)).toEqual([true, true]);
    expect(segments.map(({ discontinuity }) => discontinuity)).toEqual([1, 2]);
    expect((segments[1]?.programMs ?? 0) - (segments[0]?.programMs ?? 0)).toBeGreaterThanOrEqual(1500);
  });
});

describe('discontinuities', () => {
  const starts = [0, 1000, 2049, 3200, 4100, 9000].map((ms) => START + ms);
  test.each([
    ['ALWAYS', [true, true, true, true, true, true]],
    ['NEVER', [false, false, false, false, false, false]],
    // Each plays 999 ms: gaps of 1, 50, 152 and 3901 ms, and an overlap of 99 ms.
    ['ON_DISCONTINUITY', [false, false, false, true, true, true]],
    [undefined, [false, false, false, false, false, false]],
  ] as const)('%s', async (DiscontinuityMode, marks) => {
    const { tracks, groups } = fixtureGroups('h264.mkv');
    // Within one session an overlap is refused: each comes by its own.
    for (const startMs of starts) await put(kvs, tracks, groups.slice(0, 1), [startMs]);
    const [url = ''] = await mediaPlaylistUrls(await openHls(kvs, { ...onDemand(), DiscontinuityMode }));
    const { segments } = await loadPlaylist(url);
    expect(segments.map(({ isDiscontinuous }) => isDiscontinuous)).toEqual(marks);
    expect(segments.map(({ seconds }) => seconds)).toEqual([0.999, 0.999, 0.999, 0.999, 0.999, 0.999]);
  });
});

describe('codec configurations', () => {
  test('a change has a map of its own, and both play', async () => {
    const small = fixtureGroups('h264.mkv');
    const large = fixtureGroups('h264-320x240-2s.mkv');
    await put(kvs, small.tracks, small.groups, two);
    await put(kvs, large.tracks, large.groups, [START + 4000]);
    const url = await openHls(kvs, { ...onDemand(), DiscontinuityMode: 'ON_DISCONTINUITY' });
    const [playlist = ''] = await mediaPlaylistUrls(url);
    const { segments } = await loadPlaylist(playlist);
    expect(new Set(segments.map(({ map }) => map)).size).toBe(2);
    expect(segments.map(({ isDiscontinuous }) => isDiscontinuous)).toEqual([false, true, true]);
    const last = segments[2];
    const whole = Buffer.concat([
      await fetchBytes(new URL(last?.map ?? '', playlist).href),
      await fetchBytes(new URL(last?.uri ?? '', playlist).href),
    ]);
    const input = new Input({ formats: [MP4], source: new BufferSource(Uint8Array.from(whole)) });
    expect((await input.getPrimaryVideoTrack())?.codedWidth).toBe(320);
  });

  test('other tracks are an error when they are loaded', async () => {
    const silent = fixtureGroups('h264.mkv');
    const loud = fixtureGroups('h264-aac.mkv');
    await put(kvs, silent.tracks, silent.groups, two);
    await put(kvs, loud.tracks, loud.groups, [START + 4000]);
    const [playlist = ''] = await mediaPlaylistUrls(await openHls(kvs, onDemand()));
    const uri = (await loadPlaylist(playlist)).segments[2]?.uri ?? '';
    const response = await fetch(new URL(uri, playlist));
    expect([response.status, response.headers.get('x-amzn-errortype')]).toEqual([
      400,
      'UnsupportedStreamMediaTypeException',
    ]);
  });

  test.each<[string, (track: Track) => Track]>([
    ['MissingCodecPrivateDataException', (track) => ({ ...track, codecPrivate: undefined })],
    [
      'InvalidCodecPrivateDataException',
      (track) => ({ ...track, codecPrivate: Uint8Array.from([0, 0, 0, 1, 0x67, 0x42]) }),
    ],
    ['UnsupportedStreamMediaTypeException', (track) => ({ ...track, codecId: 'V_VP9' })],
  ])('%s', async (name, change) => {
    const { tracks, groups } = fixtureGroups('h264.mkv');
    await put(kvs, tracks.map(change), groups, two);
    await expect(openHls(kvs, onDemand())).rejects.toMatchObject({ name, $metadata: { httpStatusCode: 400 } });
  });

  test.each(['h264-alaw.mkv', 'h264-mulaw.mkv'])('G.711 is not for HLS: %s', async (name) => {
    const { tracks, groups } = fixtureGroups(name);
    await put(kvs, tracks, groups, two);
    await expect(openHls(kvs, onDemand())).rejects.toMatchObject({ name: 'UnsupportedStreamMediaTypeException' });
  });

  test('sound alone plays', async () => {
    const { tracks, groups } = fixtureGroups('h264-aac.mkv');
    const sound = groups.map((group) =>
      group.filter(({ trackNumber }) => trackNumber === 2).map((one) => ({ ...one, trackNumber: 1 })),
    );
    await put(
      kvs,
      tracks.slice(1).map((track) => ({ ...track, number: 1 })),
      sound,
      two,
    );
    const url = await openHls(kvs, onDemand());
    const [playlist = ''] = await mediaPlaylistUrls(url);
    expect(await fetchText(url)).toContain('CODECS="mp4a.40.2",BANDWIDTH=');
    expect(await packetsOf(await download(playlist))).toHaveLength(sound.slice(0, 2).flat().length);
  });
});
