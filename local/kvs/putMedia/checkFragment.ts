import type { FragmentCut } from '../../../core/matroska/CutEvent.ts';
import type { Track } from '../../../core/matroska/Track.ts';
import type { KvsSettings } from '../settings.ts';
import type { AckError } from './Acknowledgements.ts';

/** Documented: service quotas, metadata tags of a fragment, in bytes of UTF-8. */
const MAX_TAG_NAME_BYTES = 128;
const MAX_TAG_VALUE_BYTES = 256;

/** The time of a fragment's first and last frame, in milliseconds of its timecodes. */
export interface FrameSpan {
  readonly firstMs: number;
  readonly lastMs: number;
}

/** Undefined for a fragment without frames. */
export function frameSpan(fragment: FragmentCut): FrameSpan | undefined {
  let firstMs = Number.POSITIVE_INFINITY;
  let lastMs = Number.NEGATIVE_INFINITY;
  for (const { timeMs } of fragment.frames) {
    if (timeMs < firstMs) firstMs = timeMs;
    if (timeMs > lastMs) lastMs = timeMs;
  }
  return firstMs === Number.POSITIVE_INFINITY ? undefined : { firstMs, lastMs };
}

/** What is wrong with a complete fragment; undefined when it may be stored (documented: PutMedia, constraints). */
export function checkFragment(
  fragment: FragmentCut,
  tracks: readonly Track[],
  previous: FrameSpan | undefined,
  settings: KvsSettings,
): AckError | undefined {
  const declared = new Set(tracks.map((track) => track.number));
  const present = new Set(fragment.frames.map((frame) => frame.trackNumber));
  for (const number of present) if (!declared.has(number)) return 'TRACK_NUMBER_MISMATCH';
  for (const number of declared) if (!present.has(number)) return 'FRAMES_MISSING_FOR_TRACK';
  const span = frameSpan(fragment);
  if (span === undefined) return 'FRAMES_MISSING_FOR_TRACK';
  if (previous !== undefined && span.firstMs <= previous.lastMs) return 'FRAGMENT_TIMECODE_LESSER_THAN_PREVIOUS';
  if (span.lastMs - span.firstMs > settings.maxFragmentDurationMs) return 'MAX_FRAGMENT_DURATION_REACHED';
  if (fragment.tags.length > settings.maxTagsPerFragment) return 'FRAGMENT_METADATA_LIMIT_REACHED';
  const oversized = fragment.tags.some(
    ({ name, value }) => Buffer.byteLength(name) > MAX_TAG_NAME_BYTES || Buffer.byteLength(value) > MAX_TAG_VALUE_BYTES,
  );
  return oversized ? 'FRAGMENT_METADATA_LIMIT_REACHED' : undefined;
}

/**
 * Whether a Cluster says how long it is: then it is complete when its bytes are there, even if the connection is cut
 * behind them. The size follows the 4-byte id; all ones mean unknown.
 */
export function hasKnownSize(cluster: Uint8Array): boolean {
  const lead = cluster[4] ?? 0;
  const width = Math.clz32(lead) - 23;
  if (lead === 0) return false;
  const ones = (1 << (8 - width)) - 1;
  if ((lead & ones) !== ones) return true;
  return cluster.subarray(5, 4 + width).some((byte) => byte !== 0xff);
}
