import { ArchiverError } from '../../errors.ts';
import type { Track } from '../Track.ts';

/** What a Matroska header tells. */
export interface HeaderContent {
  readonly tracks: readonly Track[];
  /** SegmentUID, 16 bytes; 16 zeros where not given. */
  readonly segmentUid?: Uint8Array;
  readonly title?: string;
  /** MuxingApp and WritingApp; `kvs-archiver` where not given. */
  readonly application?: string;
  /** Whole length in milliseconds, where known. */
  readonly durationMs?: number;
}

/**
 * EBML header, Segment of unknown size, Info and Tracks, laid out as AWS's producers do (observed), 1 ms timecode scale.
 * @throws ArchiverError `InvalidInput`, naming the field.
 */
export function writeHeader(_content: HeaderContent): Uint8Array {
  throw new ArchiverError('Internal', 'not yet');
}
