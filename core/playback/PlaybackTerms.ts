import type { ProducerMs } from '../fragment.ts';

export type PlaybackMode = 'LIVE' | 'LIVE_REPLAY' | 'ON_DEMAND';
export type PlaybackProtocol = 'HLS' | 'DASH';
export type ContainerFormat = 'FRAGMENTED_MP4' | 'MPEG_TS';
export type DiscontinuityMode = 'ALWAYS' | 'NEVER' | 'ON_DISCONTINUITY';

/** Documented: KVS API reference, GetHLSStreamingSessionURL, Expires. Seconds. */
export const SHORTEST_SESSION_SECONDS = 300;
export const LONGEST_SESSION_SECONDS = 43_200;
export const SESSION_SECONDS = 3600;
/** Documented: the same page, MaxMediaPlaylistFragmentResults; and of DASH, MaxManifestFragmentResults. */
export const MOST_SESSION_FRAGMENTS = 5000;
/** Documented: the same page, HLSTimestampRange: the end within 24 hours of the start. */
export const LONGEST_SESSION_SPAN_MS = 86_400_000;

/** What a streaming session of KVS is opened for. Times are the footage clock's. */
export interface PlaybackTerms {
  readonly mode: PlaybackMode;
  readonly protocol: PlaybackProtocol;
  /** None in LIVE. */
  readonly startMs?: ProducerMs;
  /** The last moment at which a fragment may start, as KVS counts: *inclusive*. None in LIVE; LIVE_REPLAY may go on. */
  readonly endMs?: ProducerMs;
  readonly expiresSeconds: number;
  /** HLS alone has a choice. */
  readonly container: ContainerFormat;
  /** HLS alone has it. */
  readonly discontinuity: DiscontinuityMode;
  /** Whether playlist and manifest tell each fragment's time. */
  readonly showsTimestamps: boolean;
  /** Fragments in one playlist; KVS's own default where it is left out. */
  readonly maxResults?: number;
}
