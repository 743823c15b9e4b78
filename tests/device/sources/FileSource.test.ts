import { createReadStream } from 'node:fs';
import { copyFile, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { realSystem } from '../../../cloud/system/realSystem.ts';
import type { System } from '../../../core/system.ts';
import type { EncodedFrame } from '../../../device/media/EncodedFrame.ts';
import { Fragmenter } from '../../../device/media/Fragmenter.ts';
import { FileSource } from '../../../device/sources/FileSource.ts';

const MEDIA = join(__dirname, '../../media');
const START_MS = 1_795_000_000_000;

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'file-source-'));
});
afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
});

/** A clock that jumps to the end of each sleep. */
function jumpingSystem(): System & { sleptMs(): number } {
  let nowMs = START_MS;
  let sleptMs = 0;
  return {
    random: realSystem.random,
    sleptMs: () => sleptMs,
    clock: {
      now: () => nowMs,
      sleep: async (ms) => {
        nowMs += ms;
        sleptMs += ms;
      },
    },
  };
}

async function take(source: FileSource, most = Number.POSITIVE_INFINITY): Promise<EncodedFrame[]> {
  const frames: EncodedFrame[] = [];
  for await (const frame of source.frames()) {
    frames.push(frame);
    if (frames.length === most) break;
  }
  await source.close();
  return frames;
}

const open = (location: string, more: Partial<Parameters<typeof FileSource.open>[0]> = {}) =>
  FileSource.open({ location, speed: 'max', loop: false, startMs: START_MS, system: realSystem, ...more });

describe('a loop', () => {
  test.each([
    ['h264.mkv', 60, 4_000],
    ['progressive-moov-first.mp4', 60, 4_000],
    ['h265-bframes-aac-2s.mkv', 60, 4_000],
    ['h264-alaw.mkv', 45, 3_000],
  ])('%s: times go on, each round begins a fragment', async (name, pictures, roundMs) => {
    const source = await open(join(MEDIA, name), { loop: true });
    const fragmenter = new Fragmenter(source.tracks);
    const fragments: number[] = [];
    const seen: EncodedFrame[] = [];
    for await (const frame of source.frames()) {
      const fragment = fragmenter.push(frame);
      if (fragment !== undefined) fragments.push(fragment.timecodeMs);
      if (frame.trackNumber === 1) seen.push(frame);
      if (seen.length === pictures * 3 + 1) break;
    }
    await source.close();

    const [first, second] = [seen.slice(0, pictures), seen.slice(pictures, pictures * 2)];
    // Rounding to whole milliseconds may move a round by one.
    const periodMs = (second[0]?.timeMs ?? 0) - (first[0]?.timeMs ?? 0);
    expect(Math.abs(periodMs - roundMs)).toBeLessThanOrEqual(1);
    expect(second.map(({ timeMs }) => timeMs - periodMs)).toEqual(first.map(({ timeMs }) => timeMs));
    expect(second.map(({ payload }) => payload)).toEqual(first.map(({ payload }) => payload));
    expect(fragments).toEqual(expect.arrayContaining([START_MS, START_MS + periodMs, START_MS + 2 * periodMs]));
    expect(fragmenter.skippedFrames).toBe(0);
  });
});

test('G.711 in a MOV: the samples of the Matroska file, with a WAVEFORMATEX made for it', async () => {
  const mov = await open(join(MEDIA, 'h264-alaw.mov'));
  const mkv = await open(join(MEDIA, 'h264-alaw.mkv'));
  const [ours, theirs] = [mov.tracks[1], mkv.tracks[1]];

  const sound = async (source: FileSource) =>
    Buffer.concat((await take(source)).filter(({ trackNumber }) => trackNumber === 2).map(({ payload }) => payload));
  const [fromMov, fromMkv] = [await sound(mov), await sound(mkv)];

  expect(ours?.codecPrivate).toEqual(theirs?.codecPrivate);
  expect(ours).toMatchObject({ codecId: 'A_MS/ACM', audio: { samplingFrequency: 8_000, channels: 1 } });
  expect(fromMov).toHaveLength(24_000);
  expect(fromMov.equals(fromMkv)).toBe(true);
});

test('real-time: each frame is given when it is due, by the clock', async () => {
  const system = jumpingSystem();

  const frames = await take(await open(join(MEDIA, 'h264.mkv'), { speed: 'real-time', system }));

  expect(frames).toHaveLength(60);
  expect(frames.at(-1)?.timeMs).toBe(START_MS + 3_933);
  expect(system.sleptMs()).toBe(3_933);
});

test('a URL is read in ranges', async () => {
  const ranges: string[] = [];
  const location = join(MEDIA, 'progressive-moov-last.mp4');
  const { size } = await stat(location);
  const server: Server = createServer((request, response) => {
    const [, from = '0', to = ''] = /bytes=(\d+)-(\d*)/.exec(request.headers.range ?? '') ?? [];
    ranges.push(request.headers.range ?? '');
    const [start, end] = [Number(from), to === '' ? size - 1 : Math.min(Number(to), size - 1)];
    response.writeHead(206, {
      'content-range': `bytes ${start}-${end}/${size}`,
      'content-length': end - start + 1,
      'accept-ranges': 'bytes',
    });
    createReadStream(location, { start, end }).pipe(response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;

  const frames = await take(await open(`http://127.0.0.1:${port}/footage.mp4`));
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));

  const local = await take(await open(location));
  expect(frames).toEqual(local);
  expect(ranges.length).toBeGreaterThan(0);
});

describe('files that cannot be used: the error says what to do', () => {
  test('one that does not exist', async () => {
    await expect(open(join(folder, 'none.mp4'))).rejects.toMatchObject({
      name: 'NotFound',
      message: expect.stringMatching(/none\.mp4 does not exist/),
    });
  });

  test('a folder', async () => {
    await expect(open(folder)).rejects.toMatchObject({
      name: 'InvalidInput',
      message: expect.stringMatching(/folder/),
    });
  });

  test.each([
    ['noise.mp4', 'this is a text and no video at all '.repeat(50), /no MP4 and no Matroska.*remux/],
    ['empty.mkv', '', /copy it again/],
  ])('%s', async (name, content, message) => {
    const location = join(folder, name);
    await writeFile(location, content);

    await expect(open(location)).rejects.toMatchObject({ message: expect.stringMatching(message) });
  });

  test.each([
    ['progressive-moov-first.mp4', 0.5],
    ['progressive-moov-last.mp4', 0.5],
    ['h265.mp4', 0.6],
  ])('%s cut off at %d', async (name, share) => {
    const location = join(folder, `cut-${name}`);
    const whole = await readFile(join(MEDIA, name));
    await writeFile(location, whole.subarray(0, Math.floor(whole.length * share)));

    await expect(open(location).then(take)).rejects.toMatchObject({
      message: expect.stringMatching(/cut-.*was cut off|cut-.*no video track/),
    });
  });

  test('a Matroska file that is cut off gives what it holds, and then says so', async () => {
    const location = join(folder, 'cut.mkv');
    const whole = await readFile(join(MEDIA, 'h264.mkv'));
    await writeFile(location, whole.subarray(0, Math.floor(whole.length / 2)));
    const frames: EncodedFrame[] = [];
    const source = await open(location);

    const playing = (async () => {
      for await (const frame of source.frames()) frames.push(frame);
    })();

    await expect(playing).rejects.toMatchObject({
      name: 'Truncated',
      message: expect.stringMatching(/declares 4\.0 s and holds 2\.\d s; copy it again/),
    });
    await source.close();
    const all = await take(await open(join(MEDIA, 'h264.mkv')));
    expect(frames.length).toBeGreaterThan(20);
    expect(frames).toEqual(all.slice(0, frames.length));
  });
});

test('closing while frames are awaited ends them', async () => {
  const location = join(folder, 'closed.mkv');
  await copyFile(join(MEDIA, 'h264.mkv'), location);
  const source = await open(location, { speed: 'real-time', loop: true });
  const frames: EncodedFrame[] = [];

  for await (const frame of source.frames()) {
    frames.push(frame);
    if (frames.length === 3) setTimeout(() => void source.close(), 10);
  }

  expect(frames.length).toBeLessThan(10);
});
