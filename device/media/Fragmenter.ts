import { ArchiverError } from '../../core/errors.ts';
import type { Track } from '../../core/matroska/Track.ts';
import type { EncodedFrame } from './EncodedFrame.ts';
import { DEFAULT_FRAGMENT_LIMITS, type FragmentLimits, LONGEST_WITH_TAIL_MS } from './FragmentLimits.ts';
import type { OutgoingFragment } from './OutgoingFragment.ts';

/**
 * Joins frames to fragments that the service stores and every reader can play: each begins at a video key frame, holds
 * a frame of every declared track, lasts from `minMs` to `maxMs`, and lies wholly after the one before (documented:
 * PutMedia, payload rules). What comes before the first key frame can never be decoded and is left out.
 *
 * With `holdLast` a fragment is given out only when the next one is known to stand alone, so that a file's short tail
 * can be joined to it; a live source would pay for that with latency.
 */
export class Fragmenter {
  readonly #tracks: readonly Track[];
  readonly #videoTrack: number;
  readonly #limits: FragmentLimits;
  readonly #holdLast: boolean;
  #open: EncodedFrame[] = [];
  #openTracks = new Set<number>();
  #openBytes = 0;
  #openPictures = 0;
  #openFirstMs = 0;
  #openLastMs = 0;
  #held: OutgoingFragment | undefined;
  /** Latest frame time of all closed fragments. */
  #floorMs = Number.NEGATIVE_INFINITY;
  #skipped = 0;

  /** @throws ArchiverError `InvalidInput` without a video track. */
  constructor(tracks: readonly Track[], options: { limits?: Partial<FragmentLimits>; holdLast?: boolean } = {}) {
    const video = tracks.find((track) => track.type === 'video');
    if (video === undefined) throw new ArchiverError('InvalidInput', 'there is no video track: fragments begin at one');
    this.#tracks = tracks;
    this.#videoTrack = video.number;
    this.#limits = { ...DEFAULT_FRAGMENT_LIMITS, ...options.limits };
    this.#holdLast = options.holdLast ?? false;
  }

  /** Frames left out so far: those before the first key frame, and those whose time had already been sent. */
  get skippedFrames(): number {
    return this.#skipped;
  }

  /** Whether frames wait for their fragment to be complete. */
  get isOpen(): boolean {
    return this.#open.length > 0;
  }

  /** How long the open fragment lasts with its last picture, whose duration is taken from the others. */
  get openDurationMs(): number {
    const pictures = this.#openPictures;
    return pictures < 2 ? 0 : Math.round(((this.#openLastMs - this.#openFirstMs) * pictures) / (pictures - 1));
  }

  /**
   * Takes the next frame; gives the fragment that it completes.
   * @throws ArchiverError `UnsupportedMedia` when no fragment that the service accepts can be made; says what to do.
   */
  push(frame: EncodedFrame): OutgoingFragment | undefined {
    const startsFragment = frame.trackNumber === this.#videoTrack && frame.keyframe;
    if (this.#open.length === 0) {
      if (!startsFragment || frame.timeMs <= this.#floorMs) {
        this.#skipped += 1;
        return undefined;
      }
      this.#append(frame);
      return undefined;
    }
    const closed = startsFragment && this.#mayEndBefore(frame) ? this.#close() : undefined;
    if (frame.timeMs <= this.#floorMs) {
      this.#skipped += 1;
      return closed === undefined ? undefined : this.#giveOut(closed);
    }
    this.#append(frame);
    return closed === undefined ? undefined : this.#giveOut(closed);
  }

  /** The source has ended, or is being stopped: what is left, in order. */
  flush(): OutgoingFragment[] {
    const rest: OutgoingFragment[] = [];
    const held = this.#held;
    this.#held = undefined;
    if (this.#open.length === 0) return held === undefined ? [] : [held];
    const standsAlone = this.#complete() && this.openDurationMs >= this.#limits.minMs;
    const tail = this.#close();
    if (held !== undefined && !standsAlone && tail.lastMs - held.timecodeMs <= LONGEST_WITH_TAIL_MS) {
      return [joined(held, tail)];
    }
    if (held !== undefined) rest.push(held);
    rest.push(tail);
    return rest;
  }

  #mayEndBefore(frame: EncodedFrame): boolean {
    // Up to this frame: a fragment of 25 frames at 40 ms lasts 1 s, though its frames are 960 ms apart.
    const lengthMs = frame.timeMs - this.#openFirstMs;
    if (lengthMs < this.#limits.minMs || frame.timeMs <= this.#openLastMs || !this.#complete()) return false;
    return frame.boundary === true || lengthMs >= this.#limits.targetMs;
  }

  #complete(): boolean {
    return this.#tracks.every((track) => this.#openTracks.has(track.number));
  }

  #append(frame: EncodedFrame): void {
    if (this.#open.length === 0) {
      this.#openFirstMs = frame.timeMs;
      this.#openLastMs = frame.timeMs;
    }
    this.#openFirstMs = Math.min(this.#openFirstMs, frame.timeMs);
    this.#openLastMs = Math.max(this.#openLastMs, frame.timeMs);
    this.#openTracks.add(frame.trackNumber);
    if (frame.trackNumber === this.#videoTrack) this.#openPictures += 1;
    this.#openBytes += frame.payload.byteLength;
    this.#open.push(frame);
    if (this.#openLastMs - this.#openFirstMs > this.#limits.maxMs) throw this.#tooLong();
    if (this.#openBytes > this.#limits.maxBytes) {
      throw new ArchiverError(
        'UnsupportedMedia',
        `the fragment that begins at ${isoOf(this.#openFirstMs)} is larger than ${this.#limits.maxBytes} bytes, and ` +
          'Kinesis Video Streams takes no larger one: lower the bit rate or set key frames closer together',
        { details: { timecodeMs: this.#openFirstMs, bytes: this.#openBytes } },
      );
    }
  }

  #tooLong(): ArchiverError {
    const missing = this.#tracks.find((track) => !this.#openTracks.has(track.number));
    const seconds = this.#limits.maxMs / 1_000;
    const from = isoOf(this.#openFirstMs);
    const details = { timecodeMs: this.#openFirstMs, lengthMs: this.#openLastMs - this.#openFirstMs };
    if (missing !== undefined) {
      return new ArchiverError(
        'UnsupportedMedia',
        `track ${missing.number} (${missing.codecId}) has no frame within ${seconds} s from ${from}, and Kinesis Video ` +
          'Streams refuses a fragment without a frame of every track: leave that track out',
        { details },
      );
    }
    return new ArchiverError(
      'UnsupportedMedia',
      `no key frame within ${seconds} s from ${from}: fragments begin at key frames and may not be longer. Encode with ` +
        'a key frame every 1 to 4 s (ffmpeg: -g 50 at 25 frames a second)',
      { details },
    );
  }

  #close(): OutgoingFragment {
    const fragment: OutgoingFragment = {
      timecodeMs: this.#openFirstMs,
      lastMs: this.#openLastMs,
      frames: this.#open,
      payloadBytes: this.#openBytes,
    };
    this.#floorMs = this.#openLastMs;
    this.#open = [];
    this.#openTracks = new Set();
    this.#openBytes = 0;
    this.#openPictures = 0;
    return fragment;
  }

  #giveOut(fragment: OutgoingFragment): OutgoingFragment | undefined {
    if (!this.#holdLast) return fragment;
    const held = this.#held;
    this.#held = fragment;
    return held;
  }
}

function joined(first: OutgoingFragment, second: OutgoingFragment): OutgoingFragment {
  return {
    timecodeMs: first.timecodeMs,
    lastMs: second.lastMs,
    frames: [...first.frames, ...second.frames],
    payloadBytes: first.payloadBytes + second.payloadBytes,
  };
}

function isoOf(ms: number): string {
  return new Date(ms).toISOString();
}
