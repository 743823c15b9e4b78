import { ArchiverError } from '../../errors.ts';
import type { Frame } from '../StoredFragment.ts';

/**
 * One SimpleBlock of a Cluster with that timecode.
 * @throws ArchiverError `InvalidInput` when the frame lies outside -32,768..32,767 ms of the timecode.
 */
export function writeSimpleBlock(_frame: Frame, _clusterTimecodeMs: number): Uint8Array {
  throw new ArchiverError('Internal', 'not yet');
}
