import { ElementId } from '../ebml/ElementId.ts';
import { concatBytes, encodeId, encodeSize, UNKNOWN_SIZE } from '../ebml/encode.ts';
import type { Frame } from '../StoredFragment.ts';
import { clusterFields } from './writeClusterStart.ts';
import { simpleBlockHeader } from './writeSimpleBlock.ts';

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
export function writeCluster(cluster: ClusterContent): Uint8Array {
  const data = [clusterFields(cluster.timecodeMs)];
  for (const frame of cluster.blocks) data.push(simpleBlockHeader(frame, cluster.timecodeMs), frame.payload);
  const length = data.reduce((sum, part) => sum + part.length, 0);
  const size = cluster.size === 'known' ? encodeSize(length) : UNKNOWN_SIZE;
  return concatBytes([encodeId(ElementId.Cluster), size, ...data]);
}
