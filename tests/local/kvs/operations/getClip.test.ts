import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { CreateStreamCommand } from '@aws-sdk/client-kinesis-video';
import { type FragmentSelectorType, GetClipCommand } from '@aws-sdk/client-kinesis-video-archived-media';
import { createFile, type Movie, MP4BoxBuffer } from 'mp4box';
import type { Frame } from '../../../../core/matroska/StoredFragment.ts';
import type { Track } from '../../../../core/matroska/Track.ts';
import { body, fixtureGroups } from '../matroskaBody.ts';
import { putWhole } from '../putMediaSender.ts';
import { type ShiftedSystem, shiftedSystem } from '../shiftedSystem.ts';
import { type RunningKvs, startKvs } from '../startKvs.ts';

const START = 1_700_000_000_000;
const HOUR = 3_600_000;

let kvs: RunningKvs;
let system: ShiftedSystem;
beforeEach(async () => {
  system = shiftedSystem();
  kvs = await startKvs({ system });
  await kvs.control.send(new CreateStreamCommand({ StreamName: 's', DataRetentionInHours: 24 }));
});
afterEach(async () => {
  const left = await readdir(join(kvs.dataDir, 'temporary'));
  await kvs.remove();
  expect(left).toEqual([]);
});

/** Frames of a group moved so that the group begins at `toMs`. */
function moved(group: readonly Frame[], toMs: number): Frame[] {
  const firstMs = Math.min(...group.map(({ timeMs }) => timeMs));
  return group.map((one) => ({ ...one, timeMs: one.timeMs - firstMs + toMs }));
}

/** Sends groups of pictures, each a fragment, `stepMs` apart. */
async function put(tracks: readonly Track[], groups: readonly (readonly Frame[])[], fromMs = START, stepMs = 2000) {
  const sketches = groups.map((group, index) => {
    const timecodeMs = fromMs + index * stepMs;
    return { timecodeMs, frames: moved(group, timecodeMs) };
  });
  const acks = await putWhole({ port: kvs.port, streamName: 's' }, body(sketches, tracks));
  expect(acks.at(-1)?.EventType).toBe('PERSISTED');
}

async function clip(
  startMs = START,
  endMs = START + HOUR,
  type: FragmentSelectorType = 'PRODUCER_TIMESTAMP',
): Promise<Buffer> {
  const { Payload, ContentType } = await kvs.archived.send(
    new GetClipCommand({
      StreamName: 's',
      ClipFragmentSelector: {
        FragmentSelectorType: type,
        TimestampRange: { StartTimestamp: new Date(startMs), EndTimestamp: new Date(endMs) },
      },
    }),
  );
  expect(ContentType).toBe('video/mp4');
  return Buffer.from((await Payload?.transformToByteArray()) ?? []);
}

function inspect(mp4: Buffer): Movie {
  const file = createFile();
  let info: Movie | undefined;
  file.onReady = (movie) => {
    info = movie;
  };
  file.appendBuffer(MP4BoxBuffer.fromArrayBuffer(Uint8Array.from(mp4).buffer, 0), true);
  file.flush();
  if (info === undefined) throw new Error('not an MP4');
  return info;
}

const samples = (mp4: Buffer): readonly number[] => inspect(mp4).tracks.map((track) => track.nb_samples);

describe('media', () => {
  test.each([
    ['h264.mkv', ['avc1']],
    ['h264-aac.mkv', ['avc1', 'mp4a']],
    ['h264-bframes-aac-2s.mkv', ['avc1', 'mp4a']],
    ['h264-alaw.mkv', ['avc1', 'alaw']],
    ['h265.mkv', ['hvc1']],
    ['h265-bframes-aac-2s.mkv', ['hvc1', 'mp4a']],
  ])('%s becomes a progressive MP4 with every frame', async (name, codecs) => {
    const { tracks, groups } = fixtureGroups(name);
    await put(tracks, groups);

    const mp4 = await clip();

    const movie = inspect(mp4);
    expect(movie.isFragmented).toBe(false);
    expect(movie.isProgressive).toBe(true);
    expect(movie.tracks.map((track) => track.codec.slice(0, 4))).toEqual(codecs);
    // A sample of G.711 in an MP4 is one byte, not one frame.
    const isG711 = (track: Track): boolean => track.codecId === 'A_MS/ACM';
    expect(samples(mp4)).toEqual(
      tracks.map((track) => {
        const sent = groups.flat().filter(({ trackNumber }) => trackNumber === track.number);
        return isG711(track) ? sent.reduce((sum, { payload }) => sum + payload.length, 0) : sent.length;
      }),
    );
  });

  test('H.264 with G.711 mu-law, and H.265 with G.711 A-law, are refused', async () => {
    const muLaw = fixtureGroups('h264-mulaw.mkv');
    await put(muLaw.tracks, muLaw.groups);
    await expect(clip()).rejects.toMatchObject({ name: 'UnsupportedStreamMediaTypeException' });
    const hevc = fixtureGroups('h265.mkv');
    const aLaw = fixtureGroups('h264-alaw.mkv');
    const sound = aLaw.groups[0]?.filter(({ trackNumber }) => trackNumber === 2) ?? [];
    await put([...hevc.tracks, ...aLaw.tracks.slice(1)], [[...(hevc.groups[0] ?? []), ...sound]], START + HOUR);
    await expect(clip(START + HOUR, START + 2 * HOUR)).rejects.toMatchObject({
      name: 'UnsupportedStreamMediaTypeException',
    });
  });

  test('a codec configuration that changes within is refused, and each side of it is a clip', async () => {
    const small = fixtureGroups('h264.mkv');
    const large = fixtureGroups('h264-320x240-2s.mkv');
    await put(small.tracks, small.groups);
    await put(large.tracks, large.groups, START + 20_000);
    await expect(clip()).rejects.toMatchObject({ name: 'InvalidCodecPrivateDataException' });
    expect(samples(await clip(START, START + 19_999))).toEqual([60]);
    expect(samples(await clip(START + 20_000))).toEqual([60]);
  });

  test.each<[string, (track: Track) => Track, (payload: Uint8Array) => Uint8Array]>([
    ['MissingCodecPrivateDataException', (track) => ({ ...track, codecPrivate: undefined }), (payload) => payload],
    [
      'InvalidCodecPrivateDataException',
      (track) => ({ ...track, codecPrivate: Uint8Array.from([0, 0, 0, 1, 0x67, 0x42]) }),
      (payload) => payload,
    ],
    [
      'InvalidMediaFrameException',
      (track) => track,
      (payload) => Buffer.concat([Buffer.from([0, 0, 0, 1]), payload.subarray(4)]),
    ],
    ['UnsupportedStreamMediaTypeException', (track) => ({ ...track, codecId: 'V_VP9' }), (payload) => payload],
  ])('%s', async (name, changeTrack, changePayload) => {
    const { tracks, groups } = fixtureGroups('h264.mkv');
    const changed = groups.map((group) => group.map((one) => ({ ...one, payload: changePayload(one.payload) })));
    await put(tracks.map(changeTrack), changed);
    await expect(clip()).rejects.toMatchObject({ name, $metadata: { httpStatusCode: 400 } });
  });
});

describe('selection', () => {
  test.each([
    [START, START + 6000, 60],
    [START + 1, START + 6000, 45],
    [START, START + 5999, 45],
    [START + 2000, START + 2001, 15],
  ])('%d to %d: %d frames, of the fragments that start within', async (startMs, endMs, count) => {
    const { tracks, groups } = fixtureGroups('h264.mkv');
    await put(tracks, groups);
    expect(samples(await clip(startMs, endMs))).toEqual([count]);
  });

  test('by server time', async () => {
    const { tracks, groups } = fixtureGroups('h264.mkv');
    const before = system.clock.now();
    await put(tracks, groups.slice(0, 2), START + HOUR);
    await put(tracks, groups.slice(2), START);
    system.shift(1000);
    expect(samples(await clip(before, before + 1000, 'SERVER_TIMESTAMP'))).toEqual([60]);
    await expect(clip(before, system.clock.now() + 60_000, 'SERVER_TIMESTAMP')).rejects.toMatchObject({
      name: 'InvalidArgumentException',
    });
  });

  test('ends without a word after 200 fragments', async () => {
    const { tracks, groups } = fixtureGroups('h264.mkv');
    const [group = []] = groups;
    await put(
      tracks,
      Array.from({ length: 201 }, () => group),
      START,
      1000,
    );
    expect(samples(await clip())).toEqual([200 * 15]);
    expect(samples(await clip(START + 1000))).toEqual([200 * 15]);
    system.freeze();
    system.shift(2000);
    await clip();
    await clip();
    await expect(clip()).rejects.toMatchObject({ name: 'ClientLimitExceededException' });
  });

  test('ends without a word at the largest size, on a fragment', async () => {
    const { tracks, groups } = fixtureGroups('h264.mkv');
    await put(tracks, groups);
    const whole = (await clip()).length;
    kvs.service.configure({ clipMaxBytes: Math.floor(whole * 0.7) });
    const [count = 0] = samples(await clip());
    expect(count % 15).toBe(0);
    expect(count).toBeGreaterThan(0);
    expect(count).toBeLessThan(60);
  });

  test.each([
    ['oldest', 160],
    ['newest', 320],
  ] as const)('of two with one producer timestamp the %s stays', async (duplicateSurvivor, width) => {
    kvs.service.configure({ duplicateSurvivor });
    for (const name of ['h264.mkv', 'h264-320x240-2s.mkv']) {
      const { tracks, groups } = fixtureGroups(name);
      await put(tracks, groups.slice(0, 1));
    }
    expect(inspect(await clip()).tracks[0]?.video?.width).toBe(width);
  });

  test('nothing is ResourceNotFound, with its own text', async () => {
    await expect(clip()).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
      message: 'No fragments found in the stream for the clip request.',
    });
  });

  test.each([
    [START, START],
    [START, START + 24 * HOUR + 1],
  ])('%d to %d is refused', async (startMs, endMs) => {
    await expect(clip(startMs, endMs)).rejects.toMatchObject({ name: 'InvalidArgumentException' });
  });

  test('a stream without retention has no clips', async () => {
    await kvs.control.send(new CreateStreamCommand({ StreamName: 'none' }));
    const selector = { StartTimestamp: new Date(START), EndTimestamp: new Date(START + 1) };
    await expect(
      kvs.archived.send(
        new GetClipCommand({
          StreamName: 'none',
          ClipFragmentSelector: { FragmentSelectorType: 'PRODUCER_TIMESTAMP', TimestampRange: selector },
        }),
      ),
    ).rejects.toMatchObject({ name: 'NoDataRetentionException' });
  });
});

test('bytes differ from call to call, by the time of the request', async () => {
  const { tracks, groups } = fixtureGroups('h264.mkv');
  await put(tracks, groups);
  const first = await clip();
  system.shift(5000);
  const second = await clip();
  expect(second.length).toBe(first.length);
  expect(second.equals(first)).toBe(false);
  const seconds = ((inspect(second).created.getTime() - inspect(first).created.getTime()) / 1000) | 0;
  expect(seconds).toBeGreaterThanOrEqual(5);
});

test('latency and bandwidth are as set', async () => {
  const { tracks, groups } = fixtureGroups('h264.mkv');
  await put(tracks, groups);
  const bytes = (await clip()).length;
  kvs.service.configure({ getClipLatencyMs: 100, bytesPerSecondPerConnection: bytes * 5 });
  const began = performance.now();
  await clip();
  expect(performance.now() - began).toBeGreaterThan(280);
});
