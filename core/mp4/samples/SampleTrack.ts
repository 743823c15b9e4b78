/** Where the samples of one track lie and how they are to be read: the tables of an `stbl`, made out. */
export interface SampleTrack {
  readonly id: number;
  /** Handler type: `vide`, `soun`, or another. */
  readonly handler: string;
  /** Four characters of the sample entry: `avc1`, `hvc1`, `mp4a`, ... */
  readonly entryType: string;
  /** RFC 6381 codec string. */
  readonly codec: string;
  /** What is in the entry's `avcC`, `hvcC` or `esds`; absent where there is none. */
  readonly configuration?: Uint8Array;
  /** Of sound; 0 otherwise. */
  readonly channels: number;
  readonly sampleCount: number;
  /** Bytes of each sample; one number where all are of one size. */
  readonly sizes: Uint32Array | number;
  /** By sample, 1 for a sync sample; absent where all are. */
  readonly sync?: Uint8Array;
  /** File offset of each chunk, in the order of the table. */
  readonly chunkOffsets: Float64Array;
  /** Number (0-based) of each chunk's first sample, and behind them the count of samples. */
  readonly chunkFirstSamples: Uint32Array;
  /** What is wrong with its times, in words. */
  readonly timeFaults: readonly string[];
}

/** Bytes of samples `from` (inclusive) to `to` (exclusive). */
export function bytesOfSamples({ sizes }: Pick<SampleTrack, 'sizes'>, from: number, to: number): number {
  if (typeof sizes === 'number') return (to - from) * sizes;
  let bytes = 0;
  for (let at = from; at < to; at++) bytes += sizes[at] ?? 0;
  return bytes;
}
