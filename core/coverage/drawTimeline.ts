import type { CoverageSpan } from './CoverageSpan.ts';

/** A clip, or, at a coarse resolution, several that are drawn as one: the id is the first's. */
export interface DrawnClip {
  readonly clipId: string;
  readonly startMs: number;
  readonly endMs: number;
  /** How many are drawn as one; absent for one. */
  readonly clips?: number;
}

export interface DrawnGap {
  readonly startMs: number;
  readonly endMs: number;
  readonly reason: string;
  readonly estimated?: true;
}

export interface Drawing {
  readonly clips: readonly DrawnClip[];
  readonly gaps: readonly DrawnGap[];
  /** The resolution that it is drawn at: the one that was asked for, or coarser where that would be too much. */
  readonly resolutionMs: number;
}

/** Each about 90 bytes of JSON: with all four lists full, an answer stays under 2 MB of Lambda's 6. */
const MOST_DRAWN = 5000;
const FINEST_COARSE_MS = 1000;

/**
 * Draws clips and gaps at a resolution: what is no further apart than that becomes one, and silence that is shorter is
 * left out. A finding never is, however short. Coarser where there would be more than 5,000 of either.
 *
 * @param clips in order of their start
 * @param resolutionMs 0 for each clip and gap as it stands
 */
export function drawTimeline(
  clips: readonly DrawnClip[],
  coverage: readonly CoverageSpan[],
  resolutionMs: number,
): Drawing {
  const gaps = coverage.flatMap(({ startMs, endMs, kind, estimated }): DrawnGap[] =>
    kind === 'archived' || kind === 'unclaimed'
      ? []
      : [{ startMs, endMs, reason: kind, ...(estimated && { estimated }) }],
  );
  for (let resolution = resolutionMs; ; resolution = Math.max(FINEST_COARSE_MS, resolution * 2)) {
    const drawn = { clips: drawClips(clips, resolution), gaps: drawGaps(gaps, resolution), resolutionMs: resolution };
    if (drawn.clips.length <= MOST_DRAWN && drawn.gaps.length <= MOST_DRAWN) return drawn;
  }
}

function drawClips(clips: readonly DrawnClip[], resolutionMs: number): readonly DrawnClip[] {
  if (resolutionMs === 0) return clips;
  // Filled in place: thousands of clips become one, at each resolution that is tried.
  const drawn: { clipId: string; startMs: number; endMs: number; clips?: number }[] = [];
  let last: (typeof drawn)[number] | undefined;
  for (const { clipId, startMs, endMs } of clips) {
    if (last === undefined || startMs - last.endMs > resolutionMs) {
      last = { clipId, startMs, endMs };
      drawn.push(last);
    } else {
      last.endMs = Math.max(last.endMs, endMs);
      last.clips = (last.clips ?? 1) + 1;
    }
  }
  return drawn;
}

/** Reasons that are findings: something is missing that was there. */
const FINDINGS: readonly string[] = ['failed', 'expired', 'unsupported-media'];

function drawGaps(gaps: readonly DrawnGap[], resolutionMs: number): readonly DrawnGap[] {
  if (resolutionMs === 0) return gaps;
  const drawn: DrawnGap[] = [];
  const lastOf = new Map<string, number>();
  for (const gap of gaps) {
    const isFinding = FINDINGS.includes(gap.reason);
    if (!isFinding && gap.endMs - gap.startMs < resolutionMs) continue;
    const sort = `${gap.reason} ${gap.estimated}`;
    const index = lastOf.get(sort);
    const last = index === undefined ? undefined : drawn[index];
    if (index !== undefined && last !== undefined && gap.startMs - last.endMs <= resolutionMs) {
      drawn[index] = { ...last, endMs: gap.endMs };
    } else {
      lastOf.set(sort, drawn.length);
      drawn.push(gap);
    }
  }
  return drawn;
}
