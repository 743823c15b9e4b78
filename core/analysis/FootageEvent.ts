import { type FragmentNumber, type ProducerMs, producerMs } from '../fragment.ts';
import type { ObjectPlace } from '../ports/objectStore.ts';

/** The picture that shows an event best. */
export interface BestPicture extends ObjectPlace {
  readonly producerMs: ProducerMs;
  readonly imageId: string;
  readonly label: string;
  /** 0 to 100. */
  readonly confidence: number;
  readonly fragmentNumber?: FragmentNumber;
}

/** Something that a rule saw for a while: sightings of one stream and rule that are no further apart than it says. */
export interface FootageEvent {
  readonly streamName: string;
  readonly rule: string;
  /** Moments of the first and the last picture that shows it. */
  readonly beginMs: ProducerMs;
  readonly endMs: ProducerMs;
  readonly best: BestPicture;
  /** Labels that were seen, in order. */
  readonly labels: readonly string[];
  /** When it was told of; absent as long as nobody was. */
  readonly notifiedMs?: number;
}

/** `front-door~person~1795269183222`: one that turns out to have begun earlier has another id. */
export function eventIdOf({
  streamName,
  rule,
  beginMs,
}: Pick<FootageEvent, 'streamName' | 'rule' | 'beginMs'>): string {
  return `${streamName}~${rule}~${beginMs}`;
}

/** Whether two are one event: they overlap, or are no further apart than the rule says. */
export function areOne(a: FootageEvent, b: FootageEvent, mergeMs: number): boolean {
  return a.beginMs <= b.endMs + mergeMs && b.beginMs <= a.endMs + mergeMs;
}

/** Both as one. In whatever order events are joined, and however often, the result is the same. */
export function joinEvents(a: FootageEvent, b: FootageEvent): FootageEvent {
  const told = [a.notifiedMs, b.notifiedMs].filter((ms) => ms !== undefined);
  const { notifiedMs: _notified, ...rest } = a;
  return {
    ...rest,
    beginMs: producerMs(Math.min(a.beginMs, b.beginMs)),
    endMs: producerMs(Math.max(a.endMs, b.endMs)),
    best: isBetter(b.best, a.best) ? b.best : a.best,
    labels: [...new Set([...a.labels, ...b.labels])].sort(),
    ...(told.length === 0 ? {} : { notifiedMs: Math.min(...told) }),
  };
}

/** The more confident; of equals the earlier, and then the one of the smaller id. */
export function isBetter(a: BestPicture, b: BestPicture): boolean {
  if (a.confidence !== b.confidence) return a.confidence > b.confidence;
  if (a.producerMs !== b.producerMs) return a.producerMs < b.producerMs;
  if (a.imageId !== b.imageId) return a.imageId < b.imageId;
  return a.label < b.label;
}

/** Whether `a` says all that `b` says. */
export function covers(a: FootageEvent, b: FootageEvent): boolean {
  const joined = joinEvents(a, b);
  return (
    joined.beginMs === a.beginMs &&
    joined.endMs === a.endMs &&
    joined.best.imageId === a.best.imageId &&
    joined.best.label === a.best.label &&
    joined.best.confidence === a.best.confidence &&
    joined.labels.length === a.labels.length &&
    (a.notifiedMs !== undefined || b.notifiedMs === undefined)
  );
}
