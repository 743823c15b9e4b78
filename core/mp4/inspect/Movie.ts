import type { SampleDescription } from './readCodec.ts';

/** A track while it is summed up: from the moov, and then from each moof. */
export interface MovieTrack {
  readonly id: number;
  readonly handler: string;
  readonly timescale: number;
  readonly description: SampleDescription;
  /** Edit list in ticks of the movie: what stands before the media, and how long it plays (undefined: to its end). */
  readonly edit: { readonly delay: number; readonly mediaTime: number; readonly duration: number | undefined };
  sampleCount: number;
  syncSampleCount: number;
  /** Ticks of the media. */
  duration: number;
  /** Decode time of the first sample of the first movie fragment. */
  firstDecodeTime: number | undefined;
}

/** Defaults of a track's movie fragments. */
export interface FragmentDefaults {
  readonly duration: number;
  readonly size: number;
  readonly flags: number;
}

/** What the moov tells. */
export interface Movie {
  readonly timescale: number;
  readonly fragmented: boolean;
  readonly tracks: readonly MovieTrack[];
  readonly defaults: ReadonlyMap<number, FragmentDefaults>;
  /** Offset one past the last byte of any sample so far. */
  dataEnd: number;
}
