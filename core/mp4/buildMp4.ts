import { ArchiverError } from '../errors.ts';
import type { ProducerMs } from '../fragment.ts';
import type { MatroskaDocument } from '../matroska/StoredFragment.ts';

/** Why media cannot go into an MP4: `details.reason` of the `UnsupportedMedia` that is thrown. */
export type UnsupportedReason =
  | 'MissingCodecPrivateData'
  | 'InvalidCodecPrivateData'
  | 'InvalidMediaFrame'
  | 'UnsupportedCodec'
  | 'CodecConfigurationChanged';

/** A fragment for a clip: what `readFragment` gives, or `readDocument` with the producer time beside it. */
export type ClipFragment = Pick<MatroskaDocument, 'tracks' | 'clusterTimecodeMs' | 'frames'> & {
  /** Footage time of the cluster's timecode. */
  readonly producerMs: ProducerMs;
};

/** Fragments that can be read again, in the order in which they shall play. Only one or two are in memory at a time. */
export interface ClipSource {
  readonly count: number;
  /** Reads fragment `index` (0-based). Called for each index in order, in two passes. */
  read(index: number): Promise<ClipFragment>;
}

/** Where the MP4 goes: positioned writes, since the moov in front is written last. */
export interface Mp4Sink {
  write(position: number, bytes: Uint8Array): void | Promise<void>;
}

export interface BuildOptions {
  /** `creation_time` of the file, UTC epoch milliseconds. */
  readonly creationTimeMs: number;
}

/** What was built. */
export interface BuiltMp4 {
  readonly bytes: number;
  readonly durationMs: number;
}

/**
 * Makes one progressive MP4 with the moov in front from fragments of one codec configuration, without holding the clip
 * in memory. Times count from the first fragment's producer time; gaps between fragments stay; composition offsets are
 * kept.
 * @throws ArchiverError `UnsupportedMedia` with `details.reason`, an `UnsupportedReason`.
 */
export function buildMp4(_source: ClipSource, _sink: Mp4Sink, _options: BuildOptions): Promise<BuiltMp4> {
  throw new ArchiverError('Internal', 'not yet');
}
