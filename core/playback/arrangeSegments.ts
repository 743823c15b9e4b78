/** A segment for a playlist; times are producer time. */
export interface PlaySegment {
  readonly startMs: number;
  readonly endMs: number;
  /** Stands for its codec configuration. */
  readonly configuration: string;
  readonly uri: string;
  /** Where the init segment of its configuration is. */
  readonly mapUri: string;
}

/** A segment in its place. */
export type ArrangedSegment<Segment extends PlaySegment = PlaySegment> = Segment & {
  /** Footage is missing before it, overlaps with it, or is of another configuration. */
  readonly isDiscontinuous: boolean;
};

/**
 * Segments that follow each other within this are continuous: a clip's last frame lasts as long as the one before it, and a
 * producer's clock is not exact.
 */
export const SEAM_MS = 300;

/**
 * Segments in order of their time, as a playlist lists them: what lies wholly within what stands before it already is
 * left out (the same footage sent twice), so that all that was recorded is played, and nothing that is all known.
 *
 * @param segments in any order
 */
export function arrangeSegments<Segment extends PlaySegment>(segments: readonly Segment[]): ArrangedSegment<Segment>[] {
  const ordered = [...segments].sort((a, b) => a.startMs - b.startMs || b.endMs - a.endMs || (a.uri < b.uri ? -1 : 1));
  const arranged: ArrangedSegment<Segment>[] = [];
  let coveredMs = Number.NEGATIVE_INFINITY;
  for (const segment of ordered) {
    if (segment.endMs <= segment.startMs || segment.endMs <= coveredMs) continue;
    const before = arranged.at(-1);
    const isDiscontinuous =
      before !== undefined &&
      (Math.abs(segment.startMs - before.endMs) > SEAM_MS || segment.configuration !== before.configuration);
    arranged.push({ ...segment, isDiscontinuous });
    coveredMs = segment.endMs;
  }
  return arranged;
}
