import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { realSystem } from '../../../cloud/system/realSystem.ts';
import type { StoredFragment } from '../../../core/matroska/StoredFragment.ts';
import type { EncodedFrame } from '../../../device/media/EncodedFrame.ts';
import type { Source } from '../../../device/media/Source.ts';
import type { OnProducerEvent } from '../../../device/putMedia/ProducerEvent.ts';
import { runProducer } from '../../../device/putMedia/runProducer.ts';
import { openCamera } from '../../../device/sources/command/openCamera.ts';
import { FileSource } from '../../../device/sources/FileSource.ts';
import { openPipe } from '../../../device/sources/pipe/openPipe.ts';
import { fingerprint } from '../fingerprint.ts';
import { CREDENTIALS, type KvsForDevices, REGION, startKvsForDevices } from '../kvsForDevices.ts';
import { fakePrograms } from './fakePrograms.ts';

const MEDIA = join(__dirname, '../../media');
const START_MS = 1_795_000_000_000;
const noNotice = () => undefined;

let service: KvsForDevices;
beforeAll(async () => {
  service = await startKvsForDevices();
});
afterAll(async () => {
  await service.close();
});

async function send(
  streamName: string,
  source: Source,
  stop: { signal?: AbortSignal; onEvent?: OnProducerEvent } = {},
) {
  return await runProducer({
    source,
    streamName,
    region: REGION,
    endpoint: service.endpoint,
    credentials: CREDENTIALS,
    createStream: { retentionHours: 24 },
    settings: { firstRetryMs: 20, connectionTakenMs: 50, longestRetryMs: 200 },
    system: realSystem,
    ...stop,
  });
}

/** The frames of a file as its demuxer gives them: what every other way in is held against. */
async function framesOfFile(name: string): Promise<EncodedFrame[]> {
  const place = { location: join(MEDIA, name), speed: 'max', loop: false, startMs: START_MS } as const;
  const source = await FileSource.open({ ...place, system: realSystem });
  const frames: EncodedFrame[] = [];
  for await (const frame of source.frames()) frames.push(frame);
  await source.close();
  return frames;
}

/** Chunks whose borders lie everywhere. */
async function chunksOf(name: string, size: number): Promise<Readable> {
  const bytes = await readFile(join(MEDIA, name));
  const chunks: Uint8Array[] = [];
  for (let at = 0; at < bytes.length; at += size) chunks.push(bytes.subarray(at, at + size));
  return Readable.from(chunks, { objectMode: true });
}

const pipe = async (name: string, size = 1_009) =>
  await openPipe({
    input: await chunksOf(name, size),
    speed: 'max',
    startMs: START_MS,
    system: realSystem,
    onNotice: noNotice,
  });

function expectPlayable(stored: readonly StoredFragment[]): void {
  for (const fragment of stored) {
    expect(fragment.tracks.every(({ codecPrivate }) => (codecPrivate?.length ?? 0) > 0)).toBe(true);
    expect(fragment.frames[0]).toMatchObject({ trackNumber: 1, keyframe: true });
    expect(fragment.producerMs).toBe(fragment.clusterTimecodeMs);
  }
}

describe('a pipe of Matroska: the frames of the file, each once', () => {
  // The sound that precedes the first picture is left out by both.
  test.each([
    ['h264.mkv', 60],
    ['h264-aac.mkv', 123],
    ['h264-bframes-aac-2s.mkv', 123],
    ['h264-alaw.mkv', 69],
    ['h265.mkv', 60],
    ['h265-bframes-aac-2s.mkv', 123],
  ])('%s', async (name, count) => {
    const expected = await framesOfFile(name);

    const summary = await send(`pipe-${name}`, await pipe(name));

    const stored = await service.stored(`pipe-${name}`, START_MS - 1_000);
    const frames = stored.flatMap((fragment) => fragment.frames);
    const byTrack = (all: readonly EncodedFrame[], track: number) =>
      fingerprint(all.filter(({ trackNumber }) => trackNumber === track));
    expect(summary).toMatchObject({ dropped: 0, unpersisted: 0, sentAgain: 0, connections: 1 });
    expect(frames).toHaveLength(count);
    expect(byTrack(frames, 1)).toEqual(byTrack(expected, 1));
    expect(byTrack(frames, 2)).toEqual(byTrack(expected, 2));
    expectPlayable(stored);
  });
});

describe('a pipe of a byte stream: the pictures of the file it was made from, with their times', () => {
  test.each([
    ['h264.h264', 'h264.mkv', 60],
    ['h264-bframes-aac-2s.h264', 'h264-bframes-aac-2s.mkv', 60],
    ['h265-bframes-aac-2s.h265', 'h265-bframes-aac-2s.mkv', 60],
  ])('%s', async (name, original, count) => {
    const expected = (await framesOfFile(original)).filter(({ trackNumber }) => trackNumber === 1);

    await send(`pipe-${name}`, await pipe(name));

    const stored = await service.stored(`pipe-${name}`, START_MS);
    const frames = stored.flatMap((fragment) => fragment.frames);
    expect(frames).toHaveLength(count);
    const seen = (all: readonly EncodedFrame[]) => fingerprint(all.filter(({ keyframe }) => !keyframe));
    expect(seen(frames)).toEqual(seen(expected));
    // x265 says who it is in an SEI, which ffmpeg moves from the file's header to the first picture of a byte stream.
    expect(frames.map(({ timeMs, keyframe }) => [timeMs, keyframe])).toEqual(
      expected.map(({ timeMs, keyframe }) => [timeMs, keyframe]),
    );
    expectPlayable(stored);
  });
});

describe('a camera that a program of the system reads', () => {
  test.each([
    ['Matroska', 'h264-aac.mkv', 4, 'h264-aac.mkv'],
    ['H.264 with start codes', 'h264.h264', 4, 'h264.mkv'],
    ['H.265 with start codes', 'h265-bframes-aac-2s.h265', 2, undefined],
  ])('%s', async (_, played, fragments, original) => {
    const programs = await fakePrograms('ffmpeg', [{ play: join(MEDIA, played), chunkBytes: 2_000 }, { hang: true }]);
    const streamName = `camera-${played}`;
    const stop = new AbortController();
    const notices: string[] = [];
    const source = await openCamera({
      location: 'rtsp://camera/live',
      path: programs.path,
      system: realSystem,
      onNotice: (notice) => notices.push(notice),
    });
    let persisted = 0;
    const onEvent: OnProducerEvent = ({ kind }) => {
      persisted += kind === 'persisted' ? 1 : 0;
      // The last fragment is complete only when the source is told to stop.
      if (persisted === fragments - 1) stop.abort();
    };

    const summary = await send(streamName, source, { signal: stop.signal, onEvent });

    const stored = await service.stored(streamName, realSystem.clock.now() - 60_000);
    const frames = stored.flatMap((fragment) => fragment.frames);
    expect(summary).toMatchObject({ dropped: 0, unpersisted: 0 });
    expect(notices[0]).toMatch(/^rtsp:\/\/camera\/live: it ended; connecting again in \d/);
    expectPlayable(stored);
    const pictures = frames.filter(({ trackNumber }) => trackNumber === 1);
    expect(pictures).toHaveLength(60);
    if (original !== undefined) {
      const expected = (await framesOfFile(original)).filter(({ trackNumber }) => trackNumber === 1);
      expect(pictures.map(({ payload }) => payload)).toEqual(expected.map(({ payload }) => payload));
      // From one key frame to the next the times are the camera's own, moved as one.
      const shift = (pictures[0]?.timeMs ?? 0) - START_MS;
      const off = pictures.map(({ timeMs }, index) => timeMs - shift - (expected[index]?.timeMs ?? 0));
      expect(Math.max(...off.map(Math.abs))).toBeLessThanOrEqual(1);
    }
    await programs.close();
  });
});
