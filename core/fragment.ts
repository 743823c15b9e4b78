/** Producer time, the footage clock, in UTC epoch milliseconds. Not to be mixed with server time. */
export type ProducerMs = number & { readonly __unit: 'producer-ms' };
/** Server time: when KVS began to receive a fragment, in UTC epoch milliseconds. */
export type ServerMs = number & { readonly __unit: 'server-ms' };
/**
 * A KVS fragment number: decimal digits, 47 of them in practice, growing with ingestion. It exceeds 2^53: a string,
 * compared by length and then by characters.
 */
export type FragmentNumber = string & { readonly __unit: 'fragment-number' };

export const producerMs = (ms: number): ProducerMs => ms as ProducerMs;
export const serverMs = (ms: number): ServerMs => ms as ServerMs;
export const fragmentNumber = (digits: string): FragmentNumber => digits as FragmentNumber;

/** A fragment as ListFragments tells of it. */
export interface Fragment {
  readonly number: FragmentNumber;
  /** Time of the first frame by the footage clock. */
  readonly producerMs: ProducerMs;
  /** When the service began to receive it. */
  readonly serverMs: ServerMs;
  /** Last frame's time less first frame's: the last frame's own duration is missing, and it is 0 for one frame. */
  readonly lengthMs: number;
  readonly bytes: number;
}

/** Numeric order of two fragment numbers. */
export function compareFragmentNumbers(a: FragmentNumber, b: FragmentNumber): number {
  if (a.length !== b.length) return a.length - b.length;
  return a < b ? -1 : a > b ? 1 : 0;
}
