import { ArchiverError } from '../../errors.ts';

/** The beginning of a Cluster of unknown size: its header, Timecode and Position. Blocks may follow one by one. */
export function writeClusterStart(_timecodeMs: number): Uint8Array {
  throw new ArchiverError('Internal', 'not yet');
}
