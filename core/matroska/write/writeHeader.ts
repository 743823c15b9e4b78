import { ArchiverError } from '../../errors.ts';
import { ElementId } from '../ebml/ElementId.ts';
import {
  concatBytes,
  encodeElement,
  encodeFloat,
  encodeId,
  encodeString,
  encodeUnsigned,
  UNKNOWN_SIZE,
} from '../ebml/encode.ts';
import type { Track } from '../Track.ts';
import { writeTrackEntry } from './writeTrackEntry.ts';

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

const TIMECODE_SCALE_NS = 1_000_000;
const SEGMENT_UID_BYTES = 16;

/**
 * EBML header, Segment of unknown size, Info and Tracks, laid out as AWS's producers do (observed), 1 ms timecode scale.
 * @throws ArchiverError `InvalidInput`, naming the field.
 */
export function writeHeader(content: HeaderContent): Uint8Array {
  const { tracks, segmentUid = new Uint8Array(SEGMENT_UID_BYTES), application = 'kvs-archiver' } = content;
  if (segmentUid.length !== SEGMENT_UID_BYTES) {
    throw new ArchiverError('InvalidInput', `segmentUid must have ${SEGMENT_UID_BYTES} bytes`);
  }
  if (tracks.length === 0) throw new ArchiverError('InvalidInput', 'tracks must hold at least one track');
  const ebml = [
    encodeElement(ElementId.EbmlVersion, [1]),
    encodeElement(ElementId.EbmlReadVersion, [1]),
    encodeElement(ElementId.EbmlMaxIdLength, [4]),
    encodeElement(ElementId.EbmlMaxSizeLength, [8]),
    encodeElement(ElementId.DocType, encodeString('matroska')),
    encodeElement(ElementId.DocTypeVersion, [2]),
    encodeElement(ElementId.DocTypeReadVersion, [2]),
  ];
  const info = [
    encodeElement(ElementId.SegmentUid, segmentUid),
    encodeElement(ElementId.TimecodeScale, encodeUnsigned(TIMECODE_SCALE_NS, 8)),
  ];
  if (content.durationMs !== undefined) {
    info.push(encodeElement(ElementId.Duration, encodeFloat(content.durationMs)));
  }
  if (content.title !== undefined) info.push(encodeElement(ElementId.Title, encodeString(content.title)));
  info.push(
    encodeElement(ElementId.MuxingApp, encodeString(application)),
    encodeElement(ElementId.WritingApp, encodeString(application)),
  );
  return concatBytes([
    encodeElement(ElementId.Ebml, concatBytes(ebml)),
    encodeId(ElementId.Segment),
    UNKNOWN_SIZE,
    encodeElement(ElementId.Info, concatBytes(info), 2),
    encodeElement(ElementId.Tracks, concatBytes(tracks.map(writeTrackEntry)), 4),
  ]);
}
