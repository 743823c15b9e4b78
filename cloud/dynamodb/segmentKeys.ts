import { LONGEST_SEGMENT_MS, type StoredSegment } from '../../core/segments/segmentReport.ts';

/** The sort key of both indexes: the end, and who it is, so that no two are equal. */
export function segmentEnd({ endTime, clientID }: Pick<StoredSegment, 'endTime' | 'clientID'>): string {
  return `${endTime.padStart(15, '0')}#${clientID}`;
}

/**
 * Where the segments with footage in [from, to) lie: they are in order of their end, and the longest one reaches so far
 * beyond.
 */
export function segmentRange(fromMs: number, toMs: number): { first: string; last: string } {
  const last = Math.min(toMs + LONGEST_SEGMENT_MS, 10 ** 15 - 1);
  return { first: String(fromMs).padStart(15, '0'), last: `${String(last).padStart(15, '0')}#~` };
}

/** Which of those have; a segment without length lies where it begins. */
export const HAS_FOOTAGE_IN = 'begMs < :to AND (endMs > :from OR begMs >= :from)';
