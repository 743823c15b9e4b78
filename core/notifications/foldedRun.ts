import { createHash } from 'node:crypto';

/**
 * Notifications of a stream within so much time are one run: it begins with the first, and lists when the time is over,
 * so that it finds the fragments of all of them.
 */
const FOLDED_MS = 10_000;
/** Beyond it, for clocks of different machines. */
const GRACE_MS = 2000;

/** The execution that a notification belongs to: the same for all of its stream in that time. */
export function foldedRunName(streamArn: string, nowMs: number): string {
  const stream = createHash('sha256').update(streamArn).digest('hex').slice(0, 12);
  return `notification-${stream}-${Math.floor(nowMs / FOLDED_MS)}`;
}

/** From when on such a run lists. */
export function listsFromMs(startedMs: number): number {
  return (Math.floor(startedMs / FOLDED_MS) + 1) * FOLDED_MS + GRACE_MS;
}
