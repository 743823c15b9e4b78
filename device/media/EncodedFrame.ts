import type { Frame } from '../../core/matroska/StoredFragment.ts';

/**
 * One encoded frame on its way out: whole milliseconds of producer time, length-prefixed payload for H.264 and H.265.
 * `payload` belongs to the receiver.
 */
export interface EncodedFrame extends Frame {
  /** The source begins anew here (a file's next round): a fragment should end before this frame. */
  readonly boundary?: boolean;
}
