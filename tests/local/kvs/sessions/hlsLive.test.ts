import { CreateStreamCommand } from '@aws-sdk/client-kinesis-video';
import { ListFragmentsCommand } from '@aws-sdk/client-kinesis-video-archived-media';
import { fixtureGroups } from '../matroskaBody.ts';
import { type ShiftedSystem, shiftedSystem } from '../shiftedSystem.ts';
import { type RunningKvs, startKvs } from '../startKvs.ts';
import { checkReload, type MediaPlaylist } from './mediaPlaylist.ts';
import { fetchBytes, loadPlaylist, mediaPlaylistUrls, openHls, put, START } from './sessionPlayer.ts';

let kvs: RunningKvs;
let system: ShiftedSystem;
const { tracks, groups } = fixtureGroups('h264.mkv');
beforeEach(async () => {
  system = shiftedSystem();
  kvs = await startKvs({ system });
  await kvs.control.send(new CreateStreamCommand({ StreamName: 's', DataRetentionInHours: 24 }));
  system.freeze();
});
afterEach(async () => {
  await kvs.remove();
});

/** Sends fragments by their seconds from `START`, each a second after the one before. */
async function putAt(...seconds: number[]): Promise<void> {
  for (const second of seconds) {
    await put(kvs, tracks, groups.slice(0, 1), [START + second * 1000]);
    system.shift(1000);
  }
}

const live = (extra: Parameters<typeof openHls>[1] = {}) =>
  openHls(kvs, {
    HLSFragmentSelector: { FragmentSelectorType: 'PRODUCER_TIMESTAMP' },
    DisplayFragmentTimestamp: 'ALWAYS',
    ...extra,
  }).then(async (url) => (await mediaPlaylistUrls(url))[0] ?? '');

const secondsOf = ({ segments }: MediaPlaylist): number[] =>
  segments.map(({ programMs }) => ((programMs ?? 0) - START) / 1000);

describe('LIVE', () => {
  test('begins with the newest, slides, and counts what it has dropped', async () => {
    await putAt(0, 1, 2, 3, 4, 5, 6);
    const url = await live({ MaxMediaPlaylistFragmentResults: 3, DiscontinuityMode: 'ALWAYS' });
    const first = await loadPlaylist(url);
    expect(secondsOf(first)).toEqual([4, 5, 6]);
    expect(first).toMatchObject({ isEnded: false, type: undefined, targetSeconds: 1 });
    expect(first.segments.map(({ sequence, discontinuity }) => [sequence, discontinuity])).toEqual([
      [1, 1],
      [2, 2],
      [3, 3],
    ]);
    const bytes = await fetchBytes(new URL(first.segments[2]?.uri ?? '', url).href);

    await putAt(7, 9);
    const second = await loadPlaylist(url);

    expect(secondsOf(second)).toEqual([6, 7, 9]);
    checkReload(first, second);
    expect(second.segments.map(({ sequence, discontinuity }) => [sequence, discontinuity])).toEqual([
      [3, 3],
      [4, 4],
      [5, 5],
    ]);
    expect(await fetchBytes(new URL(second.segments[0]?.uri ?? '', url).href)).toEqual(bytes);
    // What has just slid out can still be fetched.
    await fetchBytes(new URL(first.segments[0]?.uri ?? '', url).href);
  });

  test('five fragments where nothing is said', async () => {
    await putAt(0, 1, 2, 3, 4, 5, 6);
    expect(secondsOf(await loadPlaylist(await live()))).toEqual([2, 3, 4, 5, 6]);
  });

  test('late footage, and what starts with the newest, is never added', async () => {
    await putAt(0, 1, 4);
    const url = await live();
    const first = await loadPlaylist(url);
    await putAt(2, 4, 3, 5);
    const second = await loadPlaylist(url);
    expect(secondsOf(second)).toEqual([0, 1, 4, 5]);
    checkReload(first, second);
  });

  test('of equal starts at the opening the newest plays', async () => {
    await putAt(0, 1, 1);
    const { segments } = await loadPlaylist(await live());
    expect(segments).toHaveLength(2);
    const { Fragments = [] } = await kvs.archived.send(
      new ListFragmentsCommand({
        StreamName: 's',
        FragmentSelector: {
          FragmentSelectorType: 'PRODUCER_TIMESTAMP',
          TimestampRange: { StartTimestamp: new Date(START + 1000), EndTimestamp: new Date(START + 1001) },
        },
      }),
    );
    const newest = Fragments.map(({ FragmentNumber = '' }) => FragmentNumber)
      .sort()
      .at(-1);
    expect(segments[1]?.uri).toContain(`FragmentNumber=${newest}&`);
  });

  test('a fragment that is listed late comes when it is listed, unless a newer one came before', async () => {
    kvs.service.configure({ listingLagMs: ({ producerMs }) => (producerMs === START + 2000 ? 2500 : 0) });
    await putAt(0, 1);
    const url = await live();
    await putAt(2);
    expect(secondsOf(await loadPlaylist(url))).toEqual([0, 1]);
    system.shift(2000);
    expect(secondsOf(await loadPlaylist(url))).toEqual([0, 1, 2]);
  });

  test('is refused without footage of the last 30 seconds', async () => {
    await putAt(0);
    system.shift(29_000);
    await live();
    system.shift(1);
    await expect(live()).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
      message: 'No fragments found in the stream for the streaming request.',
    });
  });

  test('a longer fragment raises the target duration, and it stays', async () => {
    const long = fixtureGroups('h264-320x240-2s.mkv');
    await putAt(0, 1);
    const url = await live({ MaxMediaPlaylistFragmentResults: 1 });
    expect((await loadPlaylist(url)).targetSeconds).toBe(1);
    await put(kvs, long.tracks, long.groups.slice(0, 1), [START + 2000]);
    expect((await loadPlaylist(url)).targetSeconds).toBe(2);
    await putAt(4);
    expect((await loadPlaylist(url)).targetSeconds).toBe(2);
  });
});

describe('LIVE_REPLAY', () => {
  const replay = (startSecond: number, endSecond: number | undefined, max = 2) =>
    live({
      PlaybackMode: 'LIVE_REPLAY',
      MaxMediaPlaylistFragmentResults: max,
      HLSFragmentSelector: {
        FragmentSelectorType: 'PRODUCER_TIMESTAMP',
        TimestampRange: {
          StartTimestamp: new Date(START + startSecond * 1000),
          EndTimestamp: endSecond === undefined ? undefined : new Date(START + endSecond * 1000),
        },
      },
    });

  test('plays from its start, a fragment more whenever one has elapsed, to its end', async () => {
    await putAt(0, 1, 2, 3, 4, 5);
    const url = await replay(1, 4);
    const seen: [number[], boolean][] = [];
    let before = await loadPlaylist(url);
    seen.push([secondsOf(before), before.isEnded]);
    for (let step = 0; step < 3; step++) {
      system.shift(999);
      const after = await loadPlaylist(url);
      checkReload(before, after);
      seen.push([secondsOf(after), after.isEnded]);
      before = after;
    }
    expect(seen).toEqual([
      [[1, 2], false],
      [[2, 3], false],
      [[3, 4], false],
      [[3, 4], true],
    ]);
  });

  test('without an end goes on with what is still to come, and leaves late footage out', async () => {
    await putAt(0, 1, 2);
    const url = await replay(0, undefined, 5);
    expect(secondsOf(await loadPlaylist(url))).toEqual([0, 1, 2]);
    await putAt(4, 3, 5);
    const later = await loadPlaylist(url);
    expect(secondsOf(later)).toEqual([0, 1, 2, 4, 5]);
    expect(later.isEnded).toBe(false);
  });

  test('a session that was not asked for an hour is the same as one that was', async () => {
    await putAt(0, 1, 2, 3, 4, 5, 6, 7, 8, 9);
    const [watched, left] = [await replay(0, undefined, 3), await replay(0, undefined, 3)];
    for (let step = 0; step < 5; step++) {
      system.shift(700);
      await loadPlaylist(watched);
    }
    const token = /SessionToken=[^&]*/g;
    const [a, b] = await Promise.all([loadPlaylist(watched), loadPlaylist(left)]);
    expect(JSON.stringify(b).replace(token, '')).toBe(JSON.stringify(a).replace(token, ''));
  });
});

test('sessions go on after a restart, where they were', async () => {
  await putAt(0, 1, 2, 3, 4);
  const url = await live({ MaxMediaPlaylistFragmentResults: 2, DiscontinuityMode: 'ALWAYS' });
  await putAt(5, 6);
  const before = await loadPlaylist(url);
  const { dataDir } = kvs;
  await kvs.stop();

  kvs = await startKvs({ system, dataDir });

  const moved = url.replace(/127\.0\.0\.1:\d+/, `127.0.0.1:${kvs.port}`);
  expect(await loadPlaylist(moved)).toEqual(before);
});
