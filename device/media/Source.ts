import type { Track } from '../../core/matroska/Track.ts';
import type { EncodedFrame } from './EncodedFrame.ts';

/**
 * Where frames come from. Pull-based: nothing is read or encoded ahead of the reader by more than a few frames, so
 * memory stays bounded. Frames come in decoding order; of two tracks, the frame that is due first comes first.
 */
export interface Source {
  /** What the header declares. CodecPrivate is always present; track 1 is the video. */
  readonly tracks: readonly Track[];
  /**
   * Whether the footage passes by unread: a live source loses the oldest of what cannot be sent, any other waits.
   */
  readonly live: boolean;
  /** The frames, once. Ends when the source does, or after `close()`. */
  frames(): AsyncIterable<EncodedFrame>;
  /** Frees what the source holds; may be called twice, and while frames are being read. */
  close(): Promise<void>;
}
