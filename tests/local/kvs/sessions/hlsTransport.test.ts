import { CreateStreamCommand } from '@aws-sdk/client-kinesis-video';
import type { Frame } from '../../../../core/matroska/StoredFragment.ts';
import { demuxTransport } from '../../../core/mpegts/transportDemuxer.ts';
import { fixtureGroups } from '../matroskaBody.ts';
import { type RunningKvs, startKvs } from '../startKvs.ts';
import {
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
beforeEach(async () => {
  kvs = await startKvs();
  await kvs.control.send(new CreateStreamCommand({ StreamName: 's', DataRetentionInHours: 24 }));
});
afterEach(async () => {
  await kvs.remove();
});

const transport = { ...onDemand(), ContainerFormat: 'MPEG_TS' } as const;

/** When the first picture is shown. */
const firstShownMs = (frames: readonly Frame[]): number =>
  Math.min(...frames.filter(({ trackNumber }) => trackNumber === 1).map(({ timeMs }) => timeMs));

test('one playlist has all tracks, and its segments go on from one to the next', async () => {
  const { tracks, groups } = fixtureGroups('h264-bframes-aac-2s.mkv');
  await put(kvs, tracks, groups, [START, START + 2000]);

  const url = await openHls(kvs, transport);
  const playlists = await mediaPlaylistUrls(url);
  const [playlist = ''] = playlists;
  const { version, segments } = await loadPlaylist(playlist);

  expect(playlists).toHaveLength(1);
  expect(await fetchText(url)).toContain('CODECS="avc1.64000a,mp4a.40.2"');
  expect([version, segments.map(({ map }) => map)]).toEqual([3, [undefined, undefined]]);
  const told = Number(/BANDWIDTH=(\d+)/.exec(await fetchText(url))?.[1]);
  const counters = new Map<number, number>();
  for (const [index, { uri, seconds }] of segments.entries()) {
    const address = new URL(uri, playlist).href;
    const bytes = await fetchBytes(address);
    const { units, pids } = demuxTransport(bytes, counters);
    expect(await fetchBytes(address)).toEqual(bytes);
    expect((bytes.length * 8) / seconds).toBeLessThanOrEqual(told);
    const sent = groups[index] ?? [];
    const pictures = units.filter(({ pid }) => pid === pids.get(0x1b));
    expect(pictures).toHaveLength(sent.filter(({ trackNumber }) => trackNumber === 1).length);
    // As the player's clock runs: the second fragment is two seconds behind the first one.
    const firstPts = Math.min(...pictures.map(({ pts }) => pts));
    const lateMs = firstShownMs(sent) - Math.min(...sent.map(({ timeMs }) => timeMs));
    expect(firstPts / 90 - lateMs - index * 2000).toBe(10_000);
  }
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
    [START],
  );
  const [playlist = ''] = await mediaPlaylistUrls(await openHls(kvs, transport));
  const [segment] = (await loadPlaylist(playlist)).segments;
  const { units, pids } = demuxTransport(await fetchBytes(new URL(segment?.uri ?? '', playlist).href));
  expect([...pids.keys()]).toEqual([0x0f]);
  expect(units.every(({ pcr }) => pcr !== undefined)).toBe(true);
});

test('H.265 is refused', async () => {
  const { tracks, groups } = fixtureGroups('h265.mkv');
  await put(kvs, tracks, groups, [START]);
  await expect(openHls(kvs, transport)).rejects.toMatchObject({ name: 'UnsupportedStreamMediaTypeException' });
});

test('fragments of the other container are not in it', async () => {
  const { tracks, groups } = fixtureGroups('h264.mkv');
  await put(kvs, tracks, groups, [START]);
  const [playlist = ''] = await mediaPlaylistUrls(await openHls(kvs, transport));
  const [segment] = (await loadPlaylist(playlist)).segments;
  const { status } = await fetch(
    `${new URL(segment?.uri ?? '', playlist).href.replace('getTSFragment.ts', 'getMP4MediaFragment.mp4')}&TrackNumber=1`,
  );
  expect(status).toBe(400);
});
