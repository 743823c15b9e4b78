/** A span of producer time, [startMs, endMs). */
export interface Span {
  readonly startMs: number;
  readonly endMs: number;
}

export interface ClipSpan extends Span {
  readonly clipId: string;
}

export interface GapSpan extends Span {
  readonly reason: string;
}

export interface Detection {
  readonly label: string;
  readonly confidence: number;
  readonly producerMs: number;
}

export interface SegmentSpan extends Span {
  readonly clientID: string;
  readonly deviceID: string;
}

/** What a stream has over some span, each list in order of its start, none of its items overlapping the next. */
export interface Footage {
  readonly clips: readonly ClipSpan[];
  readonly gaps: readonly GapSpan[];
  readonly unclaimed: readonly Span[];
  readonly detections: readonly Detection[];
  readonly segments: readonly SegmentSpan[];
}

export const NO_FOOTAGE: Footage = { clips: [], gaps: [], unclaimed: [], detections: [], segments: [] };

/** The place of the first item that ends after a time, by halving; the list's length where none does. */
export function firstEndingAfter(spans: readonly Span[], ms: number): number {
  let low = 0;
  let high = spans.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((spans[middle]?.endMs ?? Number.POSITIVE_INFINITY) > ms) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** The item that holds a time. */
export function holding<Item extends Span>(spans: readonly Item[], ms: number): Item | undefined {
  const found = spans[firstEndingAfter(spans, ms)];
  return found !== undefined && found.startMs <= ms ? found : undefined;
}
