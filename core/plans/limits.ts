/** What one clip may hold. */
export interface ClipLimits {
  readonly maxFragments: number;
  readonly maxBytes: number;
  readonly maxSpanMs: number;
}

/**
 * GetClip gives the first 200 fragments or the first 100 MB of a range, and is silent about what it left out (API
 * reference, GetClip). The bytes keep a margin: a listing counts the Matroska bytes, the limit the MP4's. The span is
 * the 24 h that a range may have.
 */
export const GET_CLIP_LIMITS: ClipLimits = {
  maxFragments: 200,
  maxBytes: 95_000_000,
  maxSpanMs: 24 * 3_600_000,
};

/** The hard limit of the result, in bytes (service quotas, "GetClip"). */
export const GET_CLIP_MAX_BYTES = 100_000_000;

/** Media points a stream has a second, one a fragment (service quotas, "fragment points"). */
export const MEDIA_POINTS_PER_SECOND = 500;

/** What ranges and backfill take of them: the rest is left to live passes and to viewers. */
export const PACED_POINTS_PER_SECOND = 450;

/** Numbers that one GetMediaForFragmentList asks for: more than half a second's media points would starve viewers. */
export const FRAGMENTS_PER_READ = 100;
