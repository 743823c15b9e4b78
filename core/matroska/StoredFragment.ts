import type { FragmentNumber, ProducerMs, ServerMs } from '../fragment.ts';
import type { Tag } from './Tag.ts';
import type { Track } from './Track.ts';

/** A frame with its bytes, a view into the document's. */
export interface Frame {
  readonly trackNumber: number;
  /** Cluster timecode and block timecode together, in milliseconds; a fraction where the timecode scale is not 1 ms. */
  readonly timeMs: number;
  readonly keyframe: boolean;
  readonly payload: Uint8Array;
}

/** One EBML document that holds one cluster. */
export interface MatroskaDocument {
  readonly tracks: readonly Track[];
  /** TimecodeScale in nanoseconds. */
  readonly timecodeScale: number;
  /** The service's own SimpleTags (number, times, continuation, ...), by name; nearest to the Cluster counts. */
  readonly awsTags: ReadonlyMap<string, string>;
  /** All other SimpleTags before the Cluster, in order: they are the session's, and come with every fragment. */
  readonly headerTags: readonly Tag[];
  /** All other SimpleTags after the Cluster, in order: the fragment's own. */
  readonly tags: readonly Tag[];
  /** Cluster timecode in whole milliseconds: absolute or relative, as the producer sent it. */
  readonly clusterTimecodeMs: number;
  /** In the order of the file: decoding order within a track. */
  readonly frames: readonly Frame[];
}

/** A fragment as GetMedia and GetMediaForFragmentList return it. */
export interface StoredFragment extends MatroskaDocument {
  readonly fragmentNumber: FragmentNumber;
  readonly serverMs: ServerMs;
  readonly producerMs: ProducerMs;
}
