import { ArchiverError } from '../../core/errors.ts';
import type { Track } from '../../core/matroska/Track.ts';
import type { System } from '../../core/system.ts';
import type { DecodedPicture } from '../events/triggers/onMotion.ts';
import type { EncodedFrame } from '../media/EncodedFrame.ts';
import { buildAvcC } from '../media/h264/buildAvcC.ts';
import { fromAnnexB } from '../media/h264/fromAnnexB.ts';
import type { Source } from '../media/Source.ts';
import { type Encoder, openEncoder } from './encoder.ts';
import { Scene } from './scene/Scene.ts';

/** The test camera's settings. */
export interface TestCameraSettings {
  readonly width: number;
  readonly height: number;
  readonly framesPerSecond: number;
  readonly keyFrameEveryMs: number;
  readonly bitsPerSecond: number;
}

export const DEFAULT_TEST_CAMERA: TestCameraSettings = {
  width: 640,
  height: 360,
  framesPerSecond: 25,
  keyFrameEveryMs: 2_000,
  bitsPerSecond: 600_000,
};

/** What a test camera shows and by which clock it runs. */
export interface TestCameraOptions {
  /** Written into the picture. */
  readonly streamName: string;
  readonly system: System;
  readonly settings?: Partial<TestCameraSettings>;
  /** Sees each picture before it is encoded; its bytes are good until it returns. */
  readonly onPicture?: ((picture: DecodedPicture, timeMs: number) => void) | undefined;
}

/** An encoder that dies so often is not worth another try. */
const MOST_RESTARTS = 20;

/** A picture with its place on the camera's grid of times. */
interface Shot {
  readonly index: number;
  readonly timeMs: number;
  readonly keyframe: boolean;
  readonly annexB: Uint8Array;
}

/**
 * A camera without a camera: draws and encodes pictures in real time by the given clock. The picture's timestamp is the
 * time written into it. Times lie on a fixed grid: when the machine is late, pictures are left out, and time does not
 * drift.
 */
export class TestCamera implements Source {
  readonly tracks: readonly Track[];
  readonly live = true;
  readonly #system: System;
  readonly settings: TestCameraSettings;
  readonly #scene: Scene;
  #encoder: Encoder;
  #restarts = 0;
  readonly #closed = new AbortController();
  readonly #startMs: number;
  readonly #first: Shot;
  readonly #onPicture: TestCameraOptions['onPicture'];

  private constructor(
    parts: {
      system: System;
      settings: TestCameraSettings;
      scene: Scene;
      encoder: Encoder;
      onPicture: TestCameraOptions['onPicture'];
    },
    first: Shot,
    avcC: Uint8Array,
  ) {
    this.#system = parts.system;
    this.settings = parts.settings;
    this.#scene = parts.scene;
    this.#encoder = parts.encoder;
    this.#startMs = first.timeMs;
    this.#first = first;
    this.#onPicture = parts.onPicture;
    const { width, height, framesPerSecond } = parts.settings;
    this.tracks = [
      {
        number: 1,
        type: 'video',
        codecId: 'V_MPEG4/ISO/AVC',
        codecPrivate: avcC,
        name: 'test camera',
        defaultDurationNs: Math.round(1e9 / framesPerSecond),
        video: { width, height },
      },
    ];
  }

  /**
   * Starts the encoder and takes the first picture, from which the track's codec configuration comes.
   * @throws ArchiverError `UnsupportedMedia` where no encoder can be loaded, `InvalidInput` for odd sizes.
   */
  static async open(options: TestCameraOptions): Promise<TestCamera> {
    const settings = { ...DEFAULT_TEST_CAMERA, ...options.settings };
    checkSettings(settings);
    const { system } = options;
    const encoder = await openEncoder({ ...settings, keyFrameEvery: keyFrameEvery(settings) });
    try {
      const scene = new Scene(settings.width, settings.height, options.streamName);
      const timeMs = Math.floor(system.clock.now());
      const annexB = await encoder.encode(scene.draw(timeMs, 0).bytes, timeMs, true);
      const avcC = buildAvcC(fromAnnexB(annexB).units);
      return new TestCamera(
        { system, settings, scene, encoder, onPicture: options.onPicture },
        { index: 0, timeMs, keyframe: true, annexB },
        avcC,
      );
    } catch (error) {
      encoder.close();
      throw error;
    }
  }

  async *frames(): AsyncGenerator<EncodedFrame, void, undefined> {
    yield frameOf(this.#first);
    let lastKeyIndex = 0;
    for (let index = 1; ; index += 1) {
      index = Math.max(index, this.#dueIndex());
      if (!(await this.#waitUntil(this.#timeOf(index)))) return;
      const keyframe = index - lastKeyIndex >= keyFrameEvery(this.settings);
      // Key frames keep to their grid even when the picture that was due was left out.
      if (keyframe) lastKeyIndex = index - (index % keyFrameEvery(this.settings));
      const timeMs = this.#timeOf(index);
      const annexB = await this.#encode(timeMs, index, keyframe);
      if (annexB === undefined) return;
      yield frameOf({ index, timeMs, keyframe, annexB });
    }
  }

  async close(): Promise<void> {
    this.#closed.abort();
    this.#encoder.close();
  }

  /** Undefined when the camera was closed meanwhile. */
  async #encode(timeMs: number, index: number, keyframe: boolean): Promise<Uint8Array | undefined> {
    try {
      const picture = this.#scene.draw(timeMs, index);
      this.#onPicture?.(picture, timeMs);
      return await this.#encoder.encode(picture.bytes, timeMs, keyframe);
    } catch (error) {
      if (this.#closed.signal.aborted) return undefined;
      if (this.#restarts === MOST_RESTARTS) throw error;
      return await this.#encodeAnew(timeMs, index);
    }
  }

  /** The encoder's process has died: another one begins with a key frame, and the recording goes on. */
  async #encodeAnew(timeMs: number, index: number): Promise<Uint8Array | undefined> {
    this.#restarts += 1;
    this.#encoder.close();
    this.#encoder = await openEncoder({ ...this.settings, keyFrameEvery: keyFrameEvery(this.settings) });
    if (!this.#closed.signal.aborted) return await this.#encode(timeMs, index, true);
    this.#encoder.close();
    return undefined;
  }

  #timeOf(index: number): number {
    return this.#startMs + Math.round((index * 1_000) / this.settings.framesPerSecond);
  }

  /** The latest picture that is not in the future. */
  #dueIndex(): number {
    return Math.floor(((this.#system.clock.now() - this.#startMs) * this.settings.framesPerSecond) / 1_000);
  }

  /** False when the camera was closed. */
  async #waitUntil(timeMs: number): Promise<boolean> {
    const { signal } = this.#closed;
    const ms = timeMs - this.#system.clock.now();
    if (ms > 0 && !signal.aborted) {
      await this.#system.clock.sleep(ms, signal).catch((error: unknown) => {
        if (!signal.aborted) throw error;
      });
    }
    return !signal.aborted;
  }
}

function frameOf({ timeMs, keyframe, annexB }: Shot): EncodedFrame {
  const picture = fromAnnexB(annexB);
  return { trackNumber: 1, timeMs, keyframe: keyframe || picture.keyframe, payload: picture.payload };
}

function keyFrameEvery({ framesPerSecond, keyFrameEveryMs }: TestCameraSettings): number {
  return Math.max(1, Math.round((framesPerSecond * keyFrameEveryMs) / 1_000));
}

function checkSettings(settings: TestCameraSettings): void {
  for (const side of ['width', 'height'] as const) {
    const pixels = settings[side];
    if (!Number.isInteger(pixels) || pixels < 64 || pixels > 3_840 || pixels % 2 !== 0) {
      throw new ArchiverError('InvalidInput', `${side} must be an even number from 64 to 3840, not ${pixels}`);
    }
  }
  if (!(settings.framesPerSecond >= 1 && settings.framesPerSecond <= 60)) {
    throw new ArchiverError('InvalidInput', `framesPerSecond must be 1 to 60, not ${settings.framesPerSecond}`);
  }
  if (!(settings.keyFrameEveryMs >= 1_000 && settings.keyFrameEveryMs <= 10_000)) {
    throw new ArchiverError('InvalidInput', `keyFrameEveryMs must be 1000 to 10000, not ${settings.keyFrameEveryMs}`);
  }
}
