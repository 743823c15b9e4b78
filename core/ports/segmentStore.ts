import type { StoredSegment } from '../segments/segmentReport.ts';

/** A span of producer time; open where it says nothing. */
export interface SegmentQuery {
  readonly fromMs?: number;
  readonly toMs?: number;
  readonly limit: number;
  /** From the page before. */
  readonly after?: string;
}

/** What devices reported. */
export interface SegmentStore {
  /** Keeps a report unless one of its `clientID` is kept; gives the one that is kept then. */
  put(segment: StoredSegment): Promise<StoredSegment>;
  get(clientID: string): Promise<StoredSegment | undefined>;
  /**
   * Reports of a device that have footage in [from, to), in order of their end. A report that was just written may take
   * a moment to appear.
   *
   * @throws ArchiverError `InvalidInput` for an `after` that is not of ours
   */
  ofDevice(
    deviceID: string,
    query: SegmentQuery,
  ): Promise<{ items: readonly StoredSegment[]; nextToken: string | undefined }>;
}
