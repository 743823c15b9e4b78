import type { Frame } from '../../core/matroska/StoredFragment.ts';
import type { Track } from '../../core/matroska/Track.ts';

/**
 * One encoded frame on its way out: whole milliseconds of producer time, length-prefixed payload for H.264 and H.265.
 * `payload` belongs to the receiver.
 */
export interface EncodedFrame extends Frame {
  /** The source begins anew here (a file's next round): a fragment should end before this frame. */
  readonly boundary?: boolean;
  /**
   * The source's tracks from this frame on, where they are others than before: another resolution, other parameter
   * sets. Only on a video key frame; the fragment before it ends here, whatever its length.
   */
  readonly tracks?: readonly Track[];
}
