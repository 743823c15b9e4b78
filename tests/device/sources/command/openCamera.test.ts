import { join } from 'node:path';
import { realSystem } from '../../../../cloud/system/realSystem.ts';
import type { System } from '../../../../core/system.ts';
import type { EncodedFrame } from '../../../../device/media/EncodedFrame.ts';
import { openCamera } from '../../../../device/sources/command/openCamera.ts';
import { Secrets } from '../../../../device/sources/command/Secrets.ts';
import { type FakeRun, fakePrograms } from '../fakePrograms.ts';

const media = (name: string) => join(__dirname, '../../../media', name);
/** Longer than a Node takes to start on a busy machine. */
const STALL_MS = 2_500;
const PASSWORD = "se'cr%40t";
const WITH_PASSWORD = `rtsp://admin:${PASSWORD}@camera:554/live?x=1`;

/** Pauses between tries take no time; how long they would have been is kept. */
function impatientSystem(): System & { pauses: number[] } {
  const pauses: number[] = [];
  const { now, sleep } = realSystem.clock;
  const quick = async (ms: number, signal?: AbortSignal) => {
    if (ms < 400 || ms === STALL_MS) return await sleep(ms, signal);
    pauses.push(ms);
    return await sleep(20, signal);
  };
  return { random: realSystem.random, pauses, clock: { now, sleep: quick } };
}

async function open(location: string, program: string, runs: readonly FakeRun[]) {
  const programs = await fakePrograms(program, runs);
  const notices: string[] = [];
  const system = impatientSystem();
  const onNotice = (notice: string) => notices.push(notice);
  const source = await openCamera({ location, path: programs.path, system, stallMs: STALL_MS, onNotice }).catch(
    async (error: unknown) => {
      await programs.close();
      throw error;
    },
  );
  return { programs, notices, source, system };
}

async function take(source: AsyncIterable<EncodedFrame>, count: number): Promise<EncodedFrame[]> {
  const frames: EncodedFrame[] = [];
  for await (const frame of source) {
    frames.push(frame);
    if (frames.length === count) break;
  }
  return frames;
}

test('a camera that ends, hangs, and comes back with another picture: each is told, times go on, no busy loop', async () => {
  const { source, notices, programs, system } = await open('rtsp://camera/live', 'ffmpeg', [
    { play: media('h264.h264') },
    { hang: true },
    { say: 'Connection refused', exitCode: 1 },
    { play: media('h264-320x240-2s.mkv') },
    { hang: true },
  ]);

  const frames = await take(source.frames(), 120);
  await source.close();

  expect(source.tracks[0]?.video).toEqual({ width: 160, height: 120 });
  expect(frames.filter(({ tracks }) => tracks !== undefined)).toHaveLength(1);
  expect(frames[60]).toMatchObject({ keyframe: true, tracks: [{ video: { width: 320, height: 240 } }] });
  const times = frames.map(({ timeMs }) => timeMs);
  expect(times).toEqual([...times].sort((a, b) => a - b));
  expect(notices).toEqual([
    expect.stringMatching(/^rtsp:\/\/camera\/live: it ended; connecting again in /),
    expect.stringMatching(/no picture for \d+ s; connecting again/),
    expect.stringMatching(/ended \(exit code 1\): Connection refused; connecting again/),
    expect.stringMatching(/changed from V_MPEG4\/ISO\/AVC 160x120 to V_MPEG4\/ISO\/AVC 320x240; a new connection/),
  ]);
  const [first = 0, second = 0, third = 0] = system.pauses.filter((ms) => ms >= 500);
  expect(first).toBeLessThanOrEqual(1_000);
  expect(second).toBeGreaterThanOrEqual(1_000);
  expect(third).toBeGreaterThanOrEqual(2_000);
  expect(await programs.starts()).toHaveLength(4);
  await programs.close();
});

test('a password reaches ffmpeg by standard input, and nobody else', async () => {
  const { source, notices, programs } = await open(WITH_PASSWORD, 'ffmpeg', [
    { play: media('h264.mkv') },
    { say: `${WITH_PASSWORD}: 401 Unauthorized for admin:${PASSWORD}`, exitCode: 1 },
    { hang: true },
  ]);
  const reading = take(source.frames(), 61);
  while (notices.length < 2) await realSystem.clock.sleep(20);
  await source.close();
  await reading;

  const [start] = await programs.starts();
  expect(start?.arguments.join(' ')).not.toMatch(/admin|se'cr/);
  expect(start?.input).toBe(
    `ffconcat version 1.0\nfile 'rtsp://admin:se'\\''cr%40t@camera:554/live?x=1'\noption rtsp_transport tcp\n`,
  );
  expect(notices.join('\n')).toMatch(/401 Unauthorized/);
  expect(`${notices.join('\n')} ${source.description}`).not.toMatch(/admin|se'cr/);
  await programs.close();
});

test('an address without a password is an argument, and no shell sees it', async () => {
  const location = 'rtsp://camera/live;$(touch /tmp/never)';
  const { source, programs } = await open(location, 'ffmpeg', [{ play: media('h264.mkv') }, { hang: true }]);
  await source.close();

  const [start] = await programs.starts();
  expect(start?.arguments).toEqual(expect.arrayContaining(['-rtsp_transport', 'tcp', '-i', location, '-c', 'copy']));
  await programs.close();
});

test.each([
  ['GStreamer', 'rtsp://camera/live', 'gst-launch-1.0', ['rtspsrc', 'location=rtsp://camera/live', 'matroskamux']],
  ['GStreamer at the machine', '/dev/video0', 'gst-launch-1.0', ['v4l2src', 'device=/dev/video0', 'key-int-max=50']],
])('%s stands in for ffmpeg', async (_, location, program, words) => {
  const { source, programs } = await open(location, program, [{ play: media('h264.mkv') }, { hang: true }]);
  await source.close();

  expect((await programs.starts())[0]?.arguments).toEqual(expect.arrayContaining(words));
  await programs.close();
});

test('a camera at the machine that encodes itself is not encoded again', async () => {
  const { source, programs } = await open('/dev/video0', 'ffmpeg', [
    { say: '[video4linux2] Compressed:        h264 :                H.264 : 640x480', exitCode: 1 },
    { play: media('h264.h264') },
    { hang: true },
  ]);
  await source.close();

  expect((await programs.starts())[1]?.arguments).toEqual(
    expect.arrayContaining(['v4l2', '-input_format', 'h264', '-c:v', 'copy']),
  );
  await programs.close();
});

test('neither program: what to install', async () => {
  const opening = openCamera({
    location: WITH_PASSWORD,
    path: '/nowhere',
    system: realSystem,
    onNotice: () => undefined,
  });

  const error = await opening.then(
    () => undefined,
    (cause: Error) => cause,
  );
  expect(error).toMatchObject({ name: 'NotFound', message: expect.stringMatching(/sudo apt install ffmpeg/) });
  expect(error?.message).not.toMatch(/admin|se'cr/);
});

test('a camera that never gives video: after three tries it says why', async () => {
  const opening = open('rtsp://camera/live', 'ffmpeg', [{ say: '404 Not Found', exitCode: 1 }]);

  await expect(opening).rejects.toMatchObject({
    name: 'NotYetAvailable',
    message: expect.stringMatching(/no video in 3 tries \(.*404 Not Found\).*address, name and password/),
  });
});

test.each([
  ['rtsp://a:b@c/d', 'rtsp://***@c/d'],
  ['see rtsp://other:pass@host/x', 'see rtsp://***@host/x'],
  ['the password is b@d and b%40d', 'the password is *** and ***'],
])('Secrets: %s', (text, hidden) => {
  expect(new Secrets('rtsp://a:b%40d@c/d').hide(text)).toBe(hidden);
});
