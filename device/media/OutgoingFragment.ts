import type { Track } from '../../core/matroska/Track.ts';
import type { EncodedFrame } from './EncodedFrame.ts';

/** Frames that go out as one Matroska cluster. */
export interface OutgoingFragment {
  /** Cluster timecode: the earliest frame's producer time in whole milliseconds. */
  readonly timecodeMs: number;
  /** The latest frame's producer time. */
  readonly lastMs: number;
  /** In decoding order; the first is a video key frame. */
  readonly frames: readonly EncodedFrame[];
  /** Sum of the payloads. */
  readonly payloadBytes: number;
  /**
   * What the header before it must declare. The same array until the source changes (another resolution, a camera that
   * came back with other settings): from there on the fragments need a new header, so a new connection.
   */
  readonly tracks: readonly Track[];
}
