import { spawnSync } from 'node:child_process';
import { EncodedVideoChunk, VideoDecoder, type VideoFrame } from 'node-webcodecs';
import { realSystem } from '../../../cloud/system/realSystem.ts';
import type { System } from '../../../core/system.ts';
import { Scene } from '../../../device/camera/scene/Scene.ts';
import { TestCamera } from '../../../device/camera/TestCamera.ts';
import type { EncodedFrame } from '../../../device/media/EncodedFrame.ts';

const SMALL = { width: 64, height: 64 };
const START_MS = Date.UTC(2026, 10, 21, 13, 12, 29, 13);

/** Time passes only in sleeps, and where the machine is said to be late. */
function heldSystem(): System & { late(ms: number): void } {
  let nowMs = START_MS;
  return {
    random: realSystem.random,
    clock: {
      now: () => nowMs,
      sleep: async (ms) => {
        nowMs += ms;
      },
    },
    late: (ms) => {
      nowMs += ms;
    },
  };
}

/** Luma planes in the order of decoding; the decoder's own timestamps lag by its delay and are not looked at. */
async function decode(camera: TestCamera, frames: readonly EncodedFrame[]): Promise<Uint8Array[]> {
  const pictures: Uint8Array[] = [];
  const decoded: VideoFrame[] = [];
  const failures: unknown[] = [];
  const decoder = new VideoDecoder({ output: (frame) => decoded.push(frame), error: (error) => failures.push(error) });
  const { codecPrivate, video } = camera.tracks[0] ?? {};
  const { width = 0, height = 0 } = video ?? {};
  decoder.configure({
    codec: 'avc1.42c01f',
    codedWidth: width,
    codedHeight: height,
    description: Uint8Array.from(codecPrivate ?? []).buffer,
  });
  for (const { payload, keyframe, timeMs } of frames) {
    const type = keyframe ? 'key' : 'delta';
    decoder.decode(new EncodedVideoChunk({ type, timestamp: timeMs * 1_000, data: payload }));
  }
  await decoder.flush();
  for (const frame of decoded) {
    const bytes = new Uint8Array(frame.allocationSize());
    await frame.copyTo(bytes);
    pictures.push(bytes.subarray(0, width * height));
    frame.close();
  }
  decoder.close();
  expect(failures).toEqual([]);
  return pictures;
}

async function take(camera: TestCamera, count: number, onFrame?: (index: number) => void): Promise<EncodedFrame[]> {
  const frames: EncodedFrame[] = [];
  for await (const frame of camera.frames()) {
    frames.push(frame);
    onFrame?.(frames.length);
    if (frames.length === count) break;
  }
  await camera.close();
  return frames;
}

test('pictures decode to the scene of their own timestamps: clock, counter and all', async () => {
  const size = { width: 320, height: 180 };
  const camera = await TestCamera.open({ streamName: 'test-camera', system: heldSystem(), settings: size });

  const frames = await take(camera, 120);

  const pictures = await decode(camera, frames);
  const scene = new Scene(320, 180, 'test-camera');
  expect(frames.map(({ timeMs }) => timeMs)).toEqual(Array.from({ length: 120 }, (_, index) => START_MS + index * 40));
  expect(frames.flatMap(({ keyframe }, index) => (keyframe ? [index] : []))).toEqual([0, 50, 100]);
  expect(pictures).toHaveLength(120);
  for (const index of [0, 1, 49, 50, 119]) {
    const luma = pictures[index] ?? new Uint8Array();
    const own = difference(luma, scene.draw(START_MS + index * 40, index).luma);
    const other = difference(luma, scene.draw(START_MS + index * 40 + 4_440, index + 111).luma);
    expect(own).toBeLessThan(3);
    expect(other).toBeGreaterThan(own * 1.2);
  }
});

test('no B-frames: pictures are decoded in the order of their times, and CodecPrivate holds the parameter sets', async () => {
  const camera = await TestCamera.open({
    streamName: 'c',
    system: heldSystem(),
    settings: { width: 320, height: 180 },
  });

  const frames = await take(camera, 30);

  const types = frames.map(({ payload }) => (payload[4] ?? 0) & 0x1f);
  expect(types).toEqual([5, ...Array.from({ length: 29 }, () => 1)]);
  expect(camera.tracks).toMatchObject([{ codecId: 'V_MPEG4/ISO/AVC', video: { width: 320, height: 180 } }]);
  expect([...(camera.tracks[0]?.codecPrivate ?? [])].slice(0, 2)).toEqual([1, 0x42]);
});

test('a machine that is late leaves pictures out; times stay on their grid, key frames on theirs', async () => {
  const system = heldSystem();
  const camera = await TestCamera.open({ streamName: 'c', system, settings: SMALL });

  const frames = await take(camera, 100, (index) => {
    if (index === 46) system.late(400);
  });

  const indexes = frames.map(({ timeMs }) => (timeMs - START_MS) / 40);
  expect(indexes).toEqual([...range(0, 46), ...range(55, 109)]);
  expect(frames.flatMap(({ keyframe, timeMs }) => (keyframe ? [(timeMs - START_MS) / 40] : []))).toEqual([0, 55, 100]);
});

/** The processes that this one started for encoders. */
function encoderPids(): number[] {
  const { stdout } = spawnSync('ps', ['-A', '-o', 'pid=,ppid=,command='], { encoding: 'utf8' });
  return stdout.split('\n').flatMap((line) => {
    const [, pid, parent, command = ''] = /^\s*(\d+)\s+(\d+)\s+(.*)$/.exec(line) ?? [];
    return Number(parent) === process.pid && command.includes('encoderProcess.mjs') ? [Number(pid)] : [];
  });
}

test('an encoder that dies is replaced; the recording goes on with a key frame, and nothing is left behind', async () => {
  const camera = await TestCamera.open({ streamName: 'c', system: heldSystem(), settings: SMALL });
  const [pid] = encoderPids();

  const frames = await take(camera, 60, (index) => {
    if (index === 20 && pid !== undefined) process.kill(pid, 'SIGKILL');
  });

  const indexes = frames.map(({ timeMs }) => (timeMs - START_MS) / 40);
  expect(pid).toBeDefined();
  expect(indexes).toEqual(range(0, 60));
  const keys = frames.flatMap(({ keyframe }, index) => (keyframe ? [index] : []));
  expect(keys).toHaveLength(3);
  expect(keys).toEqual([0, expect.any(Number), 50]);
  for (let wait = 0; wait < 3_000 && encoderPids().length > 0; wait += 1) await realSystem.clock.sleep(20);
  expect(encoderPids()).toEqual([]);
});

test('closing while a picture is awaited ends the frames', async () => {
  const camera = await TestCamera.open({ streamName: 'c', system: realSystem, settings: SMALL });
  let count = 0;

  for await (const _ of camera.frames()) {
    count += 1;
    if (count === 3) setTimeout(() => void camera.close(), 5);
  }

  expect(count).toBeLessThan(10);
});

test.each([
  [{ width: 641 }, /width must be an even number from 64 to 3840, not 641/],
  [{ framesPerSecond: 0 }, /framesPerSecond must be 1 to 60/],
  [{ keyFrameEveryMs: 60_000 }, /keyFrameEveryMs must be 1000 to 10000/],
])('%j is refused', async (settings, message) => {
  await expect(TestCamera.open({ streamName: 'c', system: heldSystem(), settings })).rejects.toMatchObject({
    name: 'InvalidInput',
    message: expect.stringMatching(message),
  });
});

/** Mean distance of two planes. */
function difference(one: Uint8Array, other: Uint8Array): number {
  expect(one).toHaveLength(other.length);
  let sum = 0;
  for (let at = 0; at < one.length; at += 1) sum += Math.abs((one[at] ?? 0) - (other[at] ?? 0));
  return sum / one.length;
}

function range(from: number, to: number): number[] {
  return Array.from({ length: to - from }, (_, index) => from + index);
}
