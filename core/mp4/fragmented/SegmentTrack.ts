/** A sample on its way into a media segment. */
export interface SegmentSample {
  /** How long it lasts, in ticks of its track: the next sample is decoded then. */
  readonly ticks: number;
  /** Presentation time less decode time; may be negative. */
  readonly offsetTicks: number;
  readonly keyframe: boolean;
  readonly payload: Uint8Array;
}

/** What one track has in one media segment. */
export interface SegmentTrack {
  /** As in the init segment. */
  readonly id: number;
  /** Decode time of the first sample on the presentation's timeline, in ticks: 0 to 2^53 - 1. */
  readonly baseDecodeTicks: number;
  /** In decoding order. */
  readonly samples: readonly SegmentSample[];
  /**
   * Where payloads hold many samples of one size and one tick each (G.711): that size in bytes. Times of the single
   * payloads are not written then.
   */
  readonly sampleBytes?: number | undefined;
}

/** When the last sample ends, in ticks. */
export function segmentEndTicks(track: SegmentTrack): number {
  return track.samples.reduce((end, sample) => end + sample.ticks, track.baseDecodeTicks);
}
