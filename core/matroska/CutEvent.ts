import type { ArchiverError } from '../errors.ts';
import type { Tag } from './Tag.ts';
import type { Track } from './Track.ts';

/** Where a frame lies in the bytes of its fragment. Laced blocks count as their frames. */
export interface FrameLocation {
  readonly trackNumber: number;
  /** Cluster timecode and block timecode together, in milliseconds; a fraction where the timecode scale is not 1 ms. */
  readonly timeMs: number;
  readonly keyframe: boolean;
  /** Byte offset of the frame's payload in `FragmentCut.bytes`. */
  readonly offset: number;
  readonly length: number;
}

/** The header of an EBML document, known when its first Cluster begins (or at the end of a body without one). */
export interface HeaderCut {
  readonly kind: 'tracks';
  /**
   * What goes before every fragment of the session: EBML header, Segment header, and everything up to the first
   * Cluster, verbatim, less the Tags that stand before Info. A known Segment size is replaced by the unknown one of
   * the same width, since it cannot be right for one fragment.
   */
  readonly headerBytes: Uint8Array;
  /** The same with the Tags before Info in their place: for the session's first fragment only. */
  readonly firstHeaderBytes: Uint8Array;
  readonly tracks: readonly Track[];
  /** TimecodeScale in nanoseconds. */
  readonly timecodeScale: number;
}

/** A Cluster's timecode is known: the moment of the BUFFERING acknowledgement. */
export interface ClusterBegun {
  readonly kind: 'cluster';
  /** Cluster timecode as sent, in whole milliseconds. */
  readonly timecodeMs: number;
}

/** What became known of a fragment, whole or not. */
export interface CutFragment {
  /** Cluster timecode as sent, in whole milliseconds; undefined when the cut came before it. */
  readonly timecodeMs: number | undefined;
  readonly frames: readonly FrameLocation[];
  /** SimpleTags after the cluster, in order, without END_OF_FRAGMENT. */
  readonly tags: readonly Tag[];
}

/** A complete fragment. */
export interface FragmentCut extends CutFragment {
  readonly kind: 'fragment';
  readonly timecodeMs: number;
  /** The Cluster and the Tags that follow it, verbatim, without END_OF_FRAGMENT tags. Owned by the receiver. */
  readonly bytes: Uint8Array;
  /** Length of the Cluster at the beginning of `bytes`; the rest are Tags. */
  readonly clusterLength: number;
  /** What told that it is complete. */
  readonly endedBy: 'next-cluster' | 'end-of-fragment-tag' | 'next-document' | 'end-of-stream';
}

/** The body ended within a fragment: not to be stored. */
export interface FragmentTruncated extends CutFragment {
  readonly kind: 'truncated';
  /** Bytes that had come of it. */
  readonly bytesSeen: number;
}

/** Why a cutter gave up. */
export type CutFailure = 'InvalidMatroska' | 'FragmentTooLarge' | 'HeaderTooLarge';

/** The body cannot be cut any further. Always the last event. */
export interface CutFailed {
  readonly kind: 'failed';
  readonly reason: CutFailure;
  /** `Corrupt`, its message naming the element and the byte offset in the body; `details` hold both and the reason. */
  readonly error: ArchiverError;
  /** Timecode of the fragment it failed in, in whole milliseconds, where known. */
  readonly timecodeMs: number | undefined;
}

export type CutEvent = HeaderCut | ClusterBegun | FragmentCut | FragmentTruncated | CutFailed;
