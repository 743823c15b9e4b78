import { ArchiverError } from '../errors.ts';
import type { Track } from './Track.ts';

/**
 * Whether two fragments can stand in one file: the same track numbers, and for each the same type, codec,
 * CodecPrivate, dimensions, sampling frequency and channels. Names do not matter.
 */
export function sameCodecConfiguration(_a: readonly Track[], _b: readonly Track[]): boolean {
  throw new ArchiverError('Internal', 'not yet');
}
