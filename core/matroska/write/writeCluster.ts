import { ArchiverError } from '../../errors.ts';
import type { Frame } from '../StoredFragment.ts';

/** A cluster to write. Frame times are absolute (they include the cluster's timecode), in the cluster's own clock. */
export interface ClusterContent {
  readonly timecodeMs: number;
  readonly blocks: readonly Frame[];
  readonly size: 'known' | 'unknown';
}

/**
 * A whole Cluster of SimpleBlocks: Timecode in 8 bytes, Position 0, then the blocks.
 * @throws ArchiverError `InvalidInput` when a frame lies outside -32,768..32,767 ms of the timecode.
 */
export function writeCluster(_cluster: ClusterContent): Uint8Array {
  throw new ArchiverError('Internal', 'not yet');
}
