/** Footage is decoded, and a segment may begin, so long before the span that is asked for, at most. */
const LEAD_MS = 120_000;
const MINUTE_MS = 60_000;

/**
 * The producer time that is 0 on a presentation's timeline: two minutes before the span, so that all of it lies behind,
 * and for one span always the same.
 */
export function anchorMs(fromMs: number): number {
  return Math.floor(fromMs / MINUTE_MS) * MINUTE_MS - LEAD_MS;
}

/** The moof's number of a segment that begins there: growing through the presentation. */
export function sequenceOf(startMs: number, anchor: number): number {
  return Math.max(0, Math.floor((startMs - anchor) / 100)) % 2 ** 32;
}
