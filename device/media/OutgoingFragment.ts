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
}
