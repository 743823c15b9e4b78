import type { FragmentRecord, RecordEntry } from '../storage/fragmentRecord.ts';

/** A fragment that covers a moment. */
export interface CoveringFragment {
  readonly record: FragmentRecord;
  readonly startMs: number;
}

/**
 * Finds, for moments in rising order, the fragment whose footage is on the screen then: the last one that begins at or
 * before it, if it still plays. Of equal beginnings the newest counts (assumed, as in playback).
 *
 * @param longestMs no fragment plays longer
 */
export function fragmentsAt(
  entries: Iterable<RecordEntry>,
  isProducer: boolean,
  moments: readonly number[],
  longestMs: number,
): readonly (CoveringFragment | undefined)[] {
  const [first = 0] = moments;
  const last = moments.at(-1) ?? first;
  const near: CoveringFragment[] = [];
  for (const entry of entries) {
    const startMs = isProducer ? entry.producerMs : entry.serverMs;
    if (startMs <= last && startMs >= first - longestMs) near.push({ record: entry.read(), startMs });
  }
  near.sort((a, b) => a.startMs - b.startMs);
  let next = 0;
  return moments.map((moment) => {
    while ((near[next]?.startMs ?? Number.POSITIVE_INFINITY) <= moment) next += 1;
    const found = near[next - 1];
    if (found === undefined) return undefined;
    const { playMs, lengthMs } = found.record;
    // What was stored before its playing time was noted plays as long as the listing says, and its last frame a little.
    const endMs = found.startMs + (playMs > 0 ? playMs : lengthMs + LAST_FRAME_MS);
    return moment < endMs ? found : undefined;
  });
}

const LAST_FRAME_MS = 100;
