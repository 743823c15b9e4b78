import type { SampleTrack } from '../samples/SampleTrack.ts';

/** A track of a clip with all that another file needs to hold its samples: where they lie, and when they are shown. */
export interface ClipTrack extends SampleTrack {
  /** Ticks a second. */
  readonly timescale: number;
  /** The first sample entry of the stsd, header included. */
  readonly entry: Uint8Array;
  /** How often and how long: ticks that samples last, in their order. */
  readonly durations: TableRuns;
  /** How often and by how much samples are shown after they are decoded, in ticks; absent where at once. */
  readonly shifts?: TableRuns;
  /** Seconds of the movie before its first picture, by its edit list. */
  readonly delaySeconds: number;
  /** Where its first picture lies in the media's time, in ticks. */
  readonly mediaTime: number;
}

/** Two columns of one length. */
export interface TableRuns {
  readonly counts: readonly number[];
  readonly values: readonly number[];
}

/** Entry types whose samples are so many and so short that they are only ever counted: G.711. */
const COUNTED = new Set(['alaw', 'ulaw']);

/** Whether its samples are counted and not listed. */
export function isCounted({ entryType, sizes }: Pick<SampleTrack, 'entryType' | 'sizes'>): boolean {
  return COUNTED.has(entryType) && typeof sizes === 'number';
}
