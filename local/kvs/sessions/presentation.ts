import type { MatroskaDocument } from '../../../core/matroska/StoredFragment.ts';
import type { TimedFrame } from '../../../core/mp4/build/TrackTable.ts';
import type { SessionTerms } from './SessionTerms.ts';
import type { TimelineEntry } from './TimelineEntry.ts';

/**
 * Where a session's first fragment lies on the media's timeline (assumed): Apple's own segmenters begin with 10 s too, so
 * that frames that lie before it, and decode times that precede it, are not negative.
 */
export const PRESENTATION_BEGINS_MS = 10_000;

/**
 * When a fragment begins on the media's timeline. Documented: HLS has the fragments' own times, gaps and overlaps with
 * them; DASH adjusts the timeline, so that they follow each other.
 */
export function presentationStartMs(terms: Pick<SessionTerms, 'protocol' | 'originMs'>, entry: TimelineEntry): number {
  const sinceFirst = terms.protocol === 'dash' ? entry.gaplessMs : entry.startMs - terms.originMs;
  return Math.max(0, PRESENTATION_BEGINS_MS + sinceFirst);
}

/** A fragment's frames of one track, at their times on the media's timeline. */
export function presentedFrames(document: MatroskaDocument, trackNumber: number, startMs: number): TimedFrame[] {
  const { frames, clusterTimecodeMs } = document;
  return frames
    .filter((frame) => frame.trackNumber === trackNumber)
    .map((frame) => ({ ...frame, timeMs: frame.timeMs - clusterTimecodeMs + startMs }));
}
