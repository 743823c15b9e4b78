/** A timeline as the HTTP API gives it, of one stream; times are producer time in UTC epoch milliseconds. */
export interface StreamTimeline {
  readonly from: number;
  readonly to: number;
  readonly coverage: number;
  readonly clips: readonly { readonly clipId: string; readonly startMs: number; readonly endMs: number }[];
  readonly gaps: readonly TimelineGap[];
  readonly unclaimed: readonly { readonly startMs: number; readonly endMs: number }[];
}

export interface TimelineGap {
  readonly startMs: number;
  readonly endMs: number;
  readonly reason: string;
  readonly estimated?: true;
}

/** Reasons that mean a loss; all others are derived, and nobody need do anything about them. */
export const FINDINGS: readonly string[] = ['failed', 'expired', 'unsupported-media'];
