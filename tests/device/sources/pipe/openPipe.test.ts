import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { realSystem } from '../../../../cloud/system/realSystem.ts';
import type { EncodedFrame } from '../../../../device/media/EncodedFrame.ts';
import { openPipe } from '../../../../device/sources/pipe/openPipe.ts';

const media = (name: string) => readFile(join(__dirname, '../../../media', name));
const START_MS = 1_795_000_000_000;

function setUp(more: Partial<Parameters<typeof openPipe>[0]> = {}) {
  const input = new PassThrough();
  const notices: string[] = [];
  const opening = openPipe({
    input,
    speed: 'real-time',
    system: realSystem,
    onNotice: (notice) => notices.push(notice),
    ...more,
  });
  return { input, notices, opening };
}

test('a pipe that falls silent is told once, waited for, and told again when it speaks', async () => {
  const bytes = await media('h264.h264');
  const { input, notices, opening } = setUp({ stallMs: 100 });
  input.write(bytes.subarray(0, 20_000));
  const source = await opening;
  const frames: EncodedFrame[] = [];
  const reading = (async () => {
    for await (const frame of source.frames()) frames.push(frame);
  })();

  while (notices.length < 1) await realSystem.clock.sleep(10);
  await realSystem.clock.sleep(250);
  input.end(bytes.subarray(20_000));
  await reading;

  expect(notices).toEqual([
    expect.stringMatching(/^standard input: no picture for 0 s; waiting\. The program before the pipe must write/),
    expect.stringMatching(/^standard input: pictures again after \d+ s/),
  ]);
  expect(frames).toHaveLength(60);
});

test('times follow the clock: a live pipe is stamped with the present', async () => {
  const { input, opening } = setUp();
  const beforeMs = realSystem.clock.now();
  input.end(await media('h264.mkv'));
  const source = await opening;
  const frames: EncodedFrame[] = [];
  for await (const frame of source.frames()) frames.push(frame);

  // Four seconds that came at once end now.
  expect(Math.abs((frames.at(-1)?.timeMs ?? 0) - beforeMs)).toBeLessThan(1_500);
  expect((frames.at(-1)?.timeMs ?? 0) - (frames[0]?.timeMs ?? 0)).toBe(3_933);
  expect(source.live).toBe(true);
});

test('--fps says what a stream does not', async () => {
  const { input, opening } = setUp({ speed: 'max', startMs: START_MS, framesPerSecond: 10 });
  input.end(await media('h264.h264'));
  const source = await opening;
  const times: number[] = [];
  for await (const frame of source.frames()) times.push(frame.timeMs - START_MS);

  expect(times).toEqual(Array.from({ length: 60 }, (_, index) => index * 100));
  expect(source.live).toBe(false);
});

test('who takes no frames is not read ahead of', async () => {
  const bytes = await media('h264.h264');
  const { input, opening } = setUp({ speed: 'max', startMs: START_MS });
  input.write(bytes.subarray(0, 8_000));
  const source = await opening;
  let written = 0;
  while (input.write(bytes) && written < 100) written += 1;
  await realSystem.clock.sleep(50);

  expect(written).toBeLessThan(5);
  await source.close();
});

test.each([
  ['ends before any video', Buffer.alloc(0), 'UnsupportedMedia', /standard input: it ended before any video came/],
  ['is no video', Buffer.from('this is a text and no video'), 'UnsupportedMedia', /no video format.*ffmpeg -i -/],
  [
    'holds no key frame',
    Buffer.from([0, 0, 0, 1, 0x41, 0x9a, 1, 2, 3, 4, 5, 6, 7, 8, 9]),
    'UnsupportedMedia',
    /before a key frame came/,
  ],
])('a pipe that %s', async (_, bytes, name, message) => {
  const { input, opening } = setUp();
  input.end(bytes);

  await expect(opening).rejects.toMatchObject({ name, message: expect.stringMatching(message) });
});

test('a pipe that breaks in the middle gives what came, and then says so', async () => {
  const bytes = Buffer.from(await media('h264.mkv'));
  bytes.fill(0, 20_000, 20_600);
  const { input, opening } = setUp({ speed: 'max', startMs: START_MS });
  input.end(bytes);
  const source = await opening;
  const frames: EncodedFrame[] = [];

  const playing = (async () => {
    for await (const frame of source.frames()) frames.push(frame);
  })();

  await expect(playing).rejects.toMatchObject({ name: 'Corrupt', message: expect.stringMatching(/^standard input: /) });
});
