import { ArchiverError } from '../errors.ts';
import type { Mp4Inspection } from './Mp4Inspection.ts';

/** Bounds of an `Mp4Inspector`, in bytes. */
export interface InspectorLimits {
  /** All moov and moof boxes together; 64 MiB where not given. */
  readonly maxMetadataBytes?: number;
}

/** Reads what an MP4 is while its bytes pass by: progressive (moov first or last) or fragmented. Keeps only metadata. */
export class Mp4Inspector {
  constructor(_limits: InspectorLimits = {}) {
    throw new ArchiverError('Internal', 'not yet');
  }

  /**
   * Takes the next bytes of the file; they may be reused by the caller afterwards.
   * @throws ArchiverError `Corrupt`, naming the box and its byte offset.
   */
  push(_chunk: Uint8Array): void {
    throw new ArchiverError('Internal', 'not yet');
  }

  /**
   * The file has ended.
   * @throws ArchiverError `Truncated`, naming the box, when samples or a box lie beyond the end; `Corrupt` as `push`.
   */
  end(): Mp4Inspection {
    throw new ArchiverError('Internal', 'not yet');
  }
}
