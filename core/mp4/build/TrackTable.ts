import type { Track } from '../../matroska/Track.ts';
import type { SampleFormat } from './SampleFormat.ts';

/** Where a picture stands alone and its header says nothing: 25 a second. */
const DEFAULT_FRAME_MS = 40;

/** A frame on its way into the tables. */
export interface TimedFrame {
  /** Presentation time against the clip's beginning. */
  readonly timeMs: number;
  readonly keyframe: boolean;
  readonly payload: Uint8Array;
}

/** Consecutive samples of one track in the file. */
export interface Chunk {
  /** Against the beginning of the media bytes. */
  readonly offset: number;
  samples: number;
}

/**
 * The tables of one track, grown fragment by fragment. Times are ticks of the track's timescale against the clip's
 * beginning. Matroska tells when frames are shown, in the order in which they are decoded; an MP4 wants the times of
 * decoding. Those are the same times sorted, within each fragment, since no fragment's pictures reach into another's.
 */
export class TrackTable {
  readonly format: SampleFormat;
  /** Bytes of each frame. */
  readonly sizes: number[] = [];
  readonly decodeTimes: number[] = [];
  /** Presentation time less decode time: may be negative before `reorderTicks` is added. */
  readonly offsets: number[] = [];
  /** 1-based numbers of key frames. */
  readonly syncSamples: number[] = [];
  readonly chunks: Chunk[] = [];
  /** Samples within each frame, for G.711; frames otherwise. */
  sampleCount = 0;
  /** Largest amount by which a frame is shown before its decode time. */
  reorderTicks = 0;
  /** First presentation time. */
  firstTicks = Number.POSITIVE_INFINITY;
  #lastShownTicks = Number.NEGATIVE_INFINITY;
  #lastFrameTicks: number;
  #expected: number | undefined;

  constructor(track: Track, format: SampleFormat) {
    this.format = format;
    const frameMs = track.defaultDurationNs === undefined ? DEFAULT_FRAME_MS : track.defaultDurationNs / 1_000_000;
    this.#lastFrameTicks = Math.max(1, Math.round((frameMs * format.timescale) / 1000));
  }

  /** Ticks that the last frame lasts: as long as the one before it in a fragment, or as its bytes or its header say. */
  get lastFrameTicks(): number {
    return this.#lastFrameTicks;
  }

  /** Presentation time at which the last frame ends. */
  get endTicks(): number {
    return this.#lastShownTicks + this.#lastFrameTicks;
  }

  /** Takes a fragment's frames in decoding order. */
  addFragment(frames: readonly TimedFrame[]): void {
    const shown = frames.map((frame) => this.#showTicks(frame));
    const sorted = [...shown].sort((a, b) => a - b);
    frames.forEach((frame, index) => {
      const show = shown[index] ?? 0;
      const after = (this.decodeTimes.at(-1) ?? Number.NEGATIVE_INFINITY) + 1;
      const decode = Math.max(sorted[index] ?? 0, after);
      this.decodeTimes.push(decode);
      this.offsets.push(show - decode);
      if (this.format.handler === 'vide') this.reorderTicks = Math.max(this.reorderTicks, decode - show);
      this.sizes.push(frame.payload.length);
      this.sampleCount += this.format.sampleBytes === undefined ? 1 : frame.payload.length / this.format.sampleBytes;
      if (frame.keyframe) this.syncSamples.push(this.sizes.length);
      this.firstTicks = Math.min(this.firstTicks, show);
      this.#lastShownTicks = Math.max(this.#lastShownTicks, show);
      this.#lastFrameTicks = this.format.frameTicks(frame.payload) ?? this.#lastFrameTicks;
    });
    const [before, last] = this.decodeTimes.slice(-2);
    const pictures = this.format.handler === 'vide' && frames.length > 1;
    if (pictures && before !== undefined && last !== undefined) this.#lastFrameTicks = last - before;
  }

  /** Says where the next samples lie: in the last chunk when they follow it at once. */
  addChunk(offset: number, samples: number, continues: boolean): void {
    const last = this.chunks.at(-1);
    if (continues && last !== undefined) last.samples += samples;
    else this.chunks.push({ offset, samples });
  }

  /**
   * Sound is as long as its samples: a frame that comes within half a frame of the last one's end follows it exactly, so
   * that times rounded to milliseconds leave no clicks. A real gap stays. Sound that runs a whole frame ahead of its times
   * is set back to them, but for G.711, whose samples all last one tick.
   */
  #showTicks(frame: TimedFrame): number {
    const told = Math.round((frame.timeMs * this.format.timescale) / 1000);
    const length = this.format.frameTicks(frame.payload);
    if (length === undefined) return told;
    const late = Math.max(length / 2, this.format.timescale / 500);
    const early = this.format.sampleBytes === undefined ? length : Number.POSITIVE_INFINITY;
    const expected = this.#expected;
    const follows = expected !== undefined && told <= expected + late && told >= expected - early;
    const show = follows ? expected : told;
    this.#expected = show + length;
    return show;
  }
}
