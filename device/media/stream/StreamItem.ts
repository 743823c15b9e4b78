import type { Track } from '../../../core/matroska/Track.ts';

/** What is found in a byte stream of video. */
export type StreamItem =
  /** The tracks from here on; first of all, and again where they change. The next picture is a key frame. */
  | { readonly kind: 'tracks'; readonly tracks: readonly Track[]; readonly framesPerSecond?: number | undefined }
  | StreamFrame
  /** What people should know of it. */
  | { readonly kind: 'notice'; readonly message: string };

/** A frame, with a time only where the stream carries one. */
export interface StreamFrame {
  readonly kind: 'frame';
  readonly trackNumber: number;
  /** Milliseconds on the stream's own time line; undefined where it has none. */
  readonly timeMs: number | undefined;
  /** Without a time: how many pictures later than it is decoded it is shown; negative for earlier. */
  readonly shownLater?: number;
  readonly keyframe: boolean;
  /** The receiver's. */
  readonly payload: Uint8Array;
}

/** Finds tracks and frames in bytes while they arrive; the same for any chunking. */
export interface StreamParser {
  /** @throws ArchiverError `Corrupt` or `UnsupportedMedia` when no more can be made of what comes. */
  push(chunk: Uint8Array): StreamItem[];
  /** The stream has ended: what was still open. */
  end(): StreamItem[];
}
