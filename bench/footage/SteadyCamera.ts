import type { Track } from '../../core/matroska/Track.ts';
import type { System } from '../../core/system.ts';
import type { EncodedFrame } from '../../device/media/EncodedFrame.ts';
import type { Source } from '../../device/media/Source.ts';

/** What it weighs; frames are all of one size. */
export interface CameraRate {
  readonly bitsPerSecond: number;
  readonly framesPerSecond: number;
  readonly keyFrameEvery: number;
}

/** Frames by the clock that nobody has to encode: what a device is measured with. */
export class SteadyCamera implements Source {
  readonly live = true;
  readonly tracks: readonly Track[] = [
    {
      number: 1,
      type: 'video',
      codecId: 'V_MPEG4/ISO/AVC',
      codecPrivate: Uint8Array.from([1, 66, 192, 31, 255, 225, 0, 4, 103, 66, 192, 31, 1, 0, 2, 104, 206]),
      video: { width: 1_920, height: 1_080 },
    },
  ];
  readonly #rate: CameraRate;
  readonly #system: System;
  readonly #closed = new AbortController();

  constructor(rate: CameraRate, system: System) {
    this.#rate = rate;
    this.#system = system;
  }

  async *frames(): AsyncGenerator<EncodedFrame, void, undefined> {
    const { bitsPerSecond, framesPerSecond, keyFrameEvery } = this.#rate;
    const { clock } = this.#system;
    const bytes = Math.round(bitsPerSecond / 8 / framesPerSecond);
    const startMs = clock.now();
    for (let index = 0; !this.#closed.signal.aborted; index += 1) {
      const timeMs = startMs + Math.round((index * 1_000) / framesPerSecond);
      const waitMs = timeMs - clock.now();
      if (waitMs > 0) await clock.sleep(waitMs);
      // A buffer of its own each, as from an encoder or a socket; one NAL unit, length-prefixed.
      const payload = new Uint8Array(bytes).fill(index & 0xff);
      new DataView(payload.buffer).setUint32(0, bytes - 4);
      yield { trackNumber: 1, timeMs, keyframe: index % keyFrameEvery === 0, payload };
    }
  }

  async close(): Promise<void> {
    this.#closed.abort();
  }
}
