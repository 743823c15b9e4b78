import type { Fragment } from '../fragment.ts';
import { GET_CLIP_LIMITS } from '../plans/limits.ts';
import { formatSpan } from '../time/formatTime.ts';

/** What a stream's fragments are like, and the longest clip that GetClip can give of them. */
export interface FragmentProfile {
  /** From one fragment's start to the next one's, the median. */
  readonly fragmentMs: number;
  readonly bytesPerFragment: number;
  /** Fragments of one clip: 200, or as many as 100 MB hold. */
  readonly fragmentsPerClip: number;
  readonly longestClipMs: number;
  /** `1.5 s x 200 = 5 min`, for people. */
  readonly inWords: string;
}

/** The profile of some recent fragments, or nothing where there are fewer than two. */
export function fragmentProfile(fragments: readonly Fragment[]): FragmentProfile | undefined {
  if (fragments.length < 2) return undefined;
  const starts = fragments.map((fragment) => fragment.producerMs).sort((a, b) => a - b);
  const spacings = starts.slice(1).map((start, index) => start - (starts[index] ?? start));
  spacings.sort((a, b) => a - b);
  const fragmentMs = spacings[spacings.length >> 1] ?? 0;
  const bytesPerFragment = Math.round(fragments.reduce((sum, { bytes }) => sum + bytes, 0) / fragments.length);
  const byBytes = Math.max(1, Math.floor(GET_CLIP_LIMITS.maxBytes / Math.max(1, bytesPerFragment)));
  const fragmentsPerClip = Math.min(GET_CLIP_LIMITS.maxFragments, byBytes);
  const longestClipMs = fragmentMs * fragmentsPerClip;
  const inWords = `${formatSpan(fragmentMs)} x ${fragmentsPerClip} = ${Math.round(longestClipMs / 1000)} s`;
  return { fragmentMs, bytesPerFragment, fragmentsPerClip, longestClipMs, inWords };
}
