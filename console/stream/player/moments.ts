/** What of a segment in a playlist says when it was recorded: hls.js's `Fragment`. */
export interface PlacedSegment {
  /** Where it stands in the playlist, in seconds. */
  readonly start: number;
  /** In seconds. */
  readonly duration: number;
  /** Producer time in UTC epoch milliseconds. */
  readonly programDateTime: number | null;
}

/** A place in a playlist. */
export interface PlacedMoment {
  /** In seconds from the playlist's beginning. */
  readonly seconds: number;
  /** Whether the moment itself is there; otherwise it is where footage goes on after it. */
  readonly isThere: boolean;
}

/** What is missing at a seam between two segments that are one. */
const SEAM_MS = 500;

/** Where a moment stands in a playlist; beyond it, nowhere. */
export function placeOf(segments: readonly PlacedSegment[], ms: number): PlacedMoment | undefined {
  for (const { programDateTime, duration, start } of segments) {
    if (programDateTime === null) continue;
    if (ms < programDateTime + duration * 1000) {
      const into = ms - programDateTime;
      return { seconds: start + Math.max(0, into) / 1000, isThere: into >= -SEAM_MS };
    }
  }
  return undefined;
}

/** The moment that stands at a place of a playlist. */
export function momentAt(segments: readonly PlacedSegment[], seconds: number): number | undefined {
  const segment = segments.findLast(({ start }) => start <= seconds + 0.001) ?? segments[0];
  if (segment === undefined || segment.programDateTime === null) return undefined;
  return segment.programDateTime + (seconds - segment.start) * 1000;
}

/** The moment at which a playlist ends. */
export function endOf(segments: readonly PlacedSegment[]): number | undefined {
  const last = segments.at(-1);
  if (last === undefined || last.programDateTime === null) return undefined;
  return last.programDateTime + last.duration * 1000;
}
