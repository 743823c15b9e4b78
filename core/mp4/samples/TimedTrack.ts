import type { SampleTrack } from './SampleTrack.ts';

/** A track whose samples are known with their times and places: what a part of it is cut by. */
export interface TimedTrack extends SampleTrack {
  /** Ticks a second. */
  readonly timescale: number;
  /** Of pictures; 0 otherwise. */
  readonly width: number;
  readonly height: number;
  /** When each sample is decoded, in ticks, and behind them when the last one ends. */
  readonly decodeTicks: Float64Array;
  /** When each sample is shown less when it is decoded; absent where that is 0 throughout. */
  readonly offsetTicks?: Int32Array;
  /** Where each sample lies in the file. */
  readonly places: Float64Array;
  /** When media time 0 is shown, in milliseconds of the movie: negative where an edit skips the beginning. */
  readonly originMs: number;
  /** When its edits begin to show something, in milliseconds of the movie. */
  readonly editStartMs: number;
  /** When its edits end, in milliseconds of the movie; absent where they go on to the end of the media. */
  readonly editEndMs?: number;
  /** Matrix, width and height of its tkhd. */
  readonly display: Uint8Array;
}

/** When a sample is shown, in milliseconds of the movie. */
export function shownMs(track: TimedTrack, sample: number): number {
  const ticks = (track.decodeTicks[sample] ?? 0) + (track.offsetTicks?.[sample] ?? 0);
  return track.originMs + (ticks * 1000) / track.timescale;
}

/** Whether one can begin with a sample. */
export function isSync({ sync }: Pick<SampleTrack, 'sync'>, sample: number): boolean {
  return sync === undefined || sync[sample] === 1;
}
