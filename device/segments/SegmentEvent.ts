import type { ArchiverError } from '../../core/errors.ts';
import type { SegmentReport } from '../../core/segments/segmentReport.ts';

/** What the reporting of segments tells while it goes on. */
export type SegmentEvent =
  | { readonly kind: 'segment-reported'; readonly report: SegmentReport; readonly waiting: number }
  /** It will never be taken: it is given up, and the next one follows. */
  | { readonly kind: 'segment-refused'; readonly report: SegmentReport; readonly because: ArchiverError }
  /** Too many wait: the oldest went. */
  | { readonly kind: 'segment-dropped'; readonly report: SegmentReport; readonly reason: string }
  | {
      readonly kind: 'segments-waiting';
      readonly waiting: number;
      readonly ms: number;
      readonly because: ArchiverError;
    }
  /** Reports are kept in memory alone until the disk takes them again, or one on it cannot be read. */
  | { readonly kind: 'segment-spool-trouble'; readonly because: Error };

export type OnSegmentEvent = (event: SegmentEvent) => void;
