import type { FrameRate } from './planFrameRate.ts';
import type { Rung } from './planLadder.ts';
import type { PicturePlan } from './planPictures.ts';

/** The sound of a transcoded package: one rendition for all sizes of the picture. */
export interface AudioPlan {
  readonly sampleRate: 44_100 | 48_000;
  /** What has more is mixed down to two. */
  readonly channels: 1 | 2;
  /** Bits a second. */
  readonly bitrate: number;
}

/** What a transcoder is to make of the originals of a package. */
export interface TranscodePlan {
  readonly packageId: string;
  /** The delivery bucket: it is read and written. */
  readonly bucket: string;
  /** Keys of the originals, in order of time; at least one. */
  readonly originals: readonly string[];
  /** What the playlists and segments are called, up to their own endings: `packages/{id}/hls/index`. */
  readonly base: string;
  /** The largest first; at least one. */
  readonly rungs: readonly Rung[];
  readonly frameRate: FrameRate;
  readonly deinterlace: boolean;
  readonly segmentSeconds: number;
  /** Key frames lie so far from each other; a segment holds a whole number of such groups. */
  readonly gopSeconds: number;
  /** Absent where the source has no sound. */
  readonly audio?: AudioPlan;
  readonly pictures: PicturePlan;
}
