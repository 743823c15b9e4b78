import type { Fragment } from '../../core/fragment.ts';

/**
 * How late fragments become listable, in milliseconds after PERSISTED. A number holds for every fragment; with a
 * probability, only that share is late; a function decides per fragment (tests only: JSON cannot carry it).
 */
export type ListingLag =
  | number
  | { readonly ms: number; readonly probability: number; readonly otherwiseMs?: number }
  | ((fragment: Fragment) => number);

/** What can be set on the emulator, at its making and while it runs. Limits are those of the current quotas page. */
export interface KvsSettings {
  /**
   * `default`: fragment points and connection counts are enforced. `aws`: also call rates, PutMedia's five fragments
   * a second, and bandwidth per connection (25 MB/s out, 12.5 MB/s in).
   */
  readonly quotas: 'default' | 'aws';
  /** Listing is eventually consistent (documented: API reference, ListFragments). */
  readonly listingLagMs: ListingLag;
  /** Wait before GetClip's first byte, for measurements. */
  readonly getClipLatencyMs: number;
  /** Bytes a second that one reading connection is given; 0 is no bound. With `quotas: 'aws'` at most 25 MB/s. */
  readonly bytesPerSecondPerConnection: number;
  /** Documented 20 s (quotas page); the older API text says 10 s. */
  readonly maxFragmentDurationMs: number;
  /** Documented 50 MB. */
  readonly maxFragmentBytes: number;
  readonly maxTracks: number;
  readonly maxTagsPerFragment: number;
  /** PutMedia ends this long after the last byte (documented: PutMedia, Idle acknowledgement). */
  readonly idleTimeoutMs: number;
  /** Assumed: IDLE acknowledgements are sent "periodically"; the period is not published. */
  readonly idleAckIntervalMs: number;
  /** Documented 45 min; ends with ErrorId 4003. */
  readonly maxConnectionMs: number;
  /** GetClip's silent end: documented, the first 200 fragments or the first 100 MB. */
  readonly clipMaxFragments: number;
  readonly clipMaxBytes: number;
  /** Which of several fragments with one producer timestamp GetClip keeps; the documentation says both. */
  readonly duplicateSurvivor: 'oldest' | 'newest';
  /** GetMedia ends after this long with neither a new fragment nor an open PutMedia (observed: about 3 s). */
  readonly getMediaIdleMs: number;
  /** How often expired data is removed from disk. */
  readonly sweepIntervalMs: number;
  /** A storage segment is closed at this size or age; expiry frees whole segments. */
  readonly segmentMaxBytes: number;
  readonly segmentMaxMs: number;
}

export const DEFAULT_SETTINGS: KvsSettings = {
  quotas: 'default',
  listingLagMs: 0,
  getClipLatencyMs: 0,
  bytesPerSecondPerConnection: 0,
  maxFragmentDurationMs: 20_000,
  maxFragmentBytes: 50 * 1_000_000,
  maxTracks: 3,
  maxTagsPerFragment: 10,
  idleTimeoutMs: 30_000,
  idleAckIntervalMs: 5_000,
  maxConnectionMs: 45 * 60_000,
  clipMaxFragments: 200,
  clipMaxBytes: 100 * 1_000_000,
  duplicateSurvivor: 'oldest',
  getMediaIdleMs: 3_000,
  sweepIntervalMs: 30_000,
  segmentMaxBytes: 64 * 1024 * 1024,
  segmentMaxMs: 15 * 60_000,
};
