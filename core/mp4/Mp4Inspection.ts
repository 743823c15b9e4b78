/** How an MP4 is laid out. */
export type Mp4Layout = 'progressive-moov-first' | 'progressive-moov-last' | 'fragmented';

/** One track of an MP4. */
export interface InspectedTrack {
  readonly id: number;
  /** Handler type: `vide`, `soun`, or another. */
  readonly handler: string;
  /** RFC 6381 codec string: `avc1.64001f`, `hvc1.1.6.L93.B0`, `mp4a.40.2`, or the sample entry's four characters. */
  readonly codec: string;
  /** Pixels; 0 for a track without a picture. */
  readonly width: number;
  readonly height: number;
  /** Ticks a second. */
  readonly timescale: number;
  readonly durationMs: number;
  readonly sampleCount: number;
  readonly syncSampleCount: number;
}

/** What is known of a whole MP4. */
export interface Mp4Inspection {
  readonly layout: Mp4Layout;
  readonly bytes: number;
  /** Of the presentation: the longest track, edit lists applied, in milliseconds. */
  readonly durationMs: number;
  readonly tracks: readonly InspectedTrack[];
}
