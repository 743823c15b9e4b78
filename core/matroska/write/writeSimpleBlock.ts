import { ArchiverError } from '../../errors.ts';
import { ElementId } from '../ebml/ElementId.ts';
import { concatBytes, encodeId, encodeSize } from '../ebml/encode.ts';
import type { Frame } from '../StoredFragment.ts';

const KEYFRAME_FLAG = 0x80;

/**
 * One SimpleBlock of a Cluster with that timecode.
 * @throws ArchiverError `InvalidInput` when the frame lies outside -32,768..32,767 ms of the timecode.
 */
export function writeSimpleBlock(frame: Frame, clusterTimecodeMs: number): Uint8Array {
  return concatBytes([simpleBlockHeader(frame, clusterTimecodeMs), frame.payload]);
}

/** What stands before the payload. */
export function simpleBlockHeader(frame: Frame, clusterTimecodeMs: number): Uint8Array {
  const relative = Math.round(frame.timeMs - clusterTimecodeMs);
  if (!(relative >= -32_768 && relative <= 32_767)) {
    throw new ArchiverError('InvalidInput', `frame time ${frame.timeMs} ms is too far from its cluster's timecode`, {
      details: { timeMs: frame.timeMs, clusterTimecodeMs },
    });
  }
  if (!Number.isInteger(frame.trackNumber) || frame.trackNumber < 1) {
    throw new ArchiverError('InvalidInput', `track number ${frame.trackNumber} is none`);
  }
  const track = encodeSize(frame.trackNumber);
  const head = [...track, (relative >> 8) & 0xff, relative & 0xff, frame.keyframe ? KEYFRAME_FLAG : 0];
  return concatBytes([encodeId(ElementId.SimpleBlock), encodeSize(head.length + frame.payload.length), head]);
}
