import type { Detection } from '../analysis/Detection.ts';
import type { NewestFirst, Page } from './imageStore.ts';

/** A label that was seen somewhere. */
export interface SeenLabel {
  readonly label: string;
  /** The day on which it was seen last, about. */
  readonly lastSeenMs: number;
}

/** Whose detections: of any stream where `streams` is absent, of any label where `label` is. */
export interface DetectionQuery extends NewestFirst {
  readonly label?: string;
  readonly streams?: readonly string[];
}

/** The index of labels. Its entries expire. */
export interface DetectionStore {
  /** Writes detections of one image; again is fine. */
  put(detections: readonly Detection[], nowMs: number): Promise<void>;
  /**
   * Detections, newest first.
   *
   * @throws ArchiverError `InvalidInput` for an `after` that is not of ours
   */
  find(query: DetectionQuery): Promise<Page<Detection>>;
  /** Labels that were seen, in order; those not seen for as long as detections are kept are gone. */
  labels(): Promise<readonly SeenLabel[]>;
}
