/** How frames become fragments. */
export interface FragmentLimits {
  /** No fragment ends earlier, but for the last one of a live source. */
  readonly minMs: number;
  /** The first key frame from here on ends the fragment. */
  readonly targetMs: number;
  /** A fragment that grows longer is refused. */
  readonly maxMs: number;
  /** A fragment that grows larger is refused. */
  readonly maxBytes: number;
}

/**
 * 1 s is the service's minimum and 50 MB its maximum (documented: service quotas). The maximum length is 20 s there and
 * 10 s in the older text of PutMedia: what stays within 10 s is safe under both. `targetMs` 0 is each key frame.
 */
export const DEFAULT_FRAGMENT_LIMITS: FragmentLimits = {
  minMs: 1_000,
  targetMs: 0,
  maxMs: 10_000,
  maxBytes: 50_000_000 - 1_000_000,
};

/** The last fragment of a file takes a tail that could not stand alone, up to the service's own maximum. */
export const LONGEST_WITH_TAIL_MS = 20_000;
