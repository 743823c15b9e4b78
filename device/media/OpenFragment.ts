import type { Track } from '../../core/matroska/Track.ts';
import type { EncodedFrame } from './EncodedFrame.ts';
import type { OutgoingFragment } from './OutgoingFragment.ts';

/** The frames of a fragment that is not complete yet; the first is a video key frame. */
export class OpenFragment {
  readonly frames: EncodedFrame[] = [];
  /** Earliest and latest frame time. */
  firstMs = Number.POSITIVE_INFINITY;
  lastMs = Number.NEGATIVE_INFINITY;
  bytes = 0;
  readonly #videoTrack: number;
  readonly #tracksSeen = new Set<number>();
  #pictures = 0;

  constructor(videoTrack: number, frames: Iterable<EncodedFrame>) {
    this.#videoTrack = videoTrack;
    for (const frame of frames) this.add(frame);
  }

  add(frame: EncodedFrame): void {
    this.firstMs = Math.min(this.firstMs, frame.timeMs);
    this.lastMs = Math.max(this.lastMs, frame.timeMs);
    this.bytes += frame.payload.byteLength;
    this.#tracksSeen.add(frame.trackNumber);
    if (frame.trackNumber === this.#videoTrack) this.#pictures += 1;
    this.frames.push(frame);
  }

  /** The tracks of which no frame has come. */
  missing(tracks: readonly Track[]): Track[] {
    return tracks.filter(({ number }) => !this.#tracksSeen.has(number));
  }

  /** How long it lasts with its last picture, whose duration is taken from the others. */
  get durationMs(): number {
    return this.#pictures < 2 ? 0 : Math.round(((this.lastMs - this.firstMs) * this.#pictures) / (this.#pictures - 1));
  }

  /** Index of its last video key frame that lies `minMs` or more from its begin; undefined without one. */
  lastKeyFrameAfter(minMs: number): number | undefined {
    for (let at = this.frames.length - 1; at > 0; at -= 1) {
      const frame = this.frames[at];
      if (frame === undefined || frame.timeMs - this.firstMs < minMs) return undefined;
      if (frame.trackNumber === this.#videoTrack && frame.keyframe) return at;
    }
    return undefined;
  }

  close(tracks: readonly Track[]): OutgoingFragment {
    const { firstMs, lastMs, frames, bytes } = this;
    return { timecodeMs: firstMs, lastMs, frames, payloadBytes: bytes, tracks };
  }
}
