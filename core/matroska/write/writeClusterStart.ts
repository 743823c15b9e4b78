import { ArchiverError } from '../../errors.ts';
import { ElementId } from '../ebml/ElementId.ts';
import { concatBytes, encodeElement, encodeId, encodeUnsigned, UNKNOWN_SIZE } from '../ebml/encode.ts';

/**
 * The beginning of a Cluster of unknown size: its header, Timecode and Position. Blocks may follow one by one.
 * @throws ArchiverError `InvalidInput` for a timecode that is no whole, non-negative number of milliseconds.
 */
export function writeClusterStart(timecodeMs: number): Uint8Array {
  return concatBytes([encodeId(ElementId.Cluster), UNKNOWN_SIZE, clusterFields(timecodeMs)]);
}

/** Timecode in 8 bytes, and Position 0, as AWS's producers write them (observed). */
export function clusterFields(timecodeMs: number): Uint8Array {
  if (!Number.isSafeInteger(timecodeMs) || timecodeMs < 0) {
    throw new ArchiverError('InvalidInput', `cluster timecode ${timecodeMs} is no whole number of milliseconds`);
  }
  return concatBytes([
    encodeElement(ElementId.Timecode, encodeUnsigned(timecodeMs, 8)),
    encodeElement(ElementId.Position, [0]),
  ]);
}
