import type { FragmentNumber } from '../../../../core/fragment.ts';
import type { FragmentRecord } from '../../storage/fragmentRecord.ts';
import type { SessionTerms } from '../SessionTerms.ts';
import { availableFromMs, type FragmentSource, isInRange, type SessionFeed, startOf, wasThere } from './SessionFeed.ts';

/** A fragment that began before the range's end may be on its way as long as it can last, and some time more. */
const COMING_IN_MS = 30_000;

/**
 * LIVE_REPLAY: the first fragments of the range when the session is opened, as many as a playlist holds, then one more
 * whenever the duration of the next has elapsed, or as soon as it is there (documented). One that is older than the
 * newest given out is not added any more. Assumed: the replay ends when all up to its end has been given out and its
 * end has passed by 30 s.
 */
export function replayFeed(
  terms: Pick<SessionTerms, 'clock' | 'startMs' | 'endMs' | 'openedMs' | 'lastNumber' | 'maxFragments'>,
  source: FragmentSource,
): SessionFeed {
  const { openedMs, maxFragments, endMs = Number.POSITIVE_INFINITY } = terms;
  let seen: FragmentNumber | undefined;
  /** Of the range, not given out yet, by their starts; of one start the larger number first. */
  let pending: FragmentRecord[] = [];
  /** Where those begin in `pending` that are newer than what was given out. */
  let head = 0;
  let newestMs = Number.NEGATIVE_INFINITY;
  let addedAtMs = openedMs;
  let count = 0;
  let isEnded = false;

  function lookForMore(): void {
    pending = pending.slice(head);
    head = 0;
    const before = pending.length;
    for (const entry of source.readable(seen)) {
      const record = entry.read();
      seen = record.number;
      if (isInRange(terms, record) && startOf(terms, record) > newestMs) pending.push(record);
    }
    if (pending.length === before) return;
    pending.sort((a, b) => startOf(terms, a) - startOf(terms, b) || (a.number < b.number ? 1 : -1));
  }

  /**
   * The next fragment and the moment at which it is added. At each moment it is the oldest of those that are there, when
   * its duration has elapsed: one waits no longer for an older one that is still to come.
   */
  function next(): { readonly record: FragmentRecord; readonly atMs: number } | undefined {
    const isOpening = count < maxFragments && addedAtMs === openedMs;
    let found: { record: FragmentRecord; atMs: number } | undefined;
    let olderMs = Number.POSITIVE_INFINITY;
    for (let at = head; at < pending.length && olderMs > addedAtMs; at++) {
      const record = pending[at] as FragmentRecord;
      // At the opening all is there at once; what comes later must have been waited for.
      const isThere = isOpening && wasThere(terms, record);
      const availableMs = isThere ? openedMs : availableFromMs(record);
      const atMs = isThere ? openedMs : Math.max(addedAtMs + record.playMs, availableMs);
      if (atMs < Math.min(olderMs, found?.atMs ?? Number.POSITIVE_INFINITY)) found = { record, atMs };
      olderMs = Math.min(olderMs, availableMs);
    }
    return found;
  }

  return {
    get isEnded() {
      return isEnded;
    },
    take(nowMs) {
      const added: FragmentRecord[] = [];
      if (isEnded) return added;
      lookForMore();
      while (!isEnded) {
        const found = next();
        const lastMs = Math.max(addedAtMs, endMs + COMING_IN_MS);
        if (found === undefined || availableFromMs(found.record) > lastMs) {
          isEnded = nowMs > lastMs;
          if (found === undefined || isEnded) break;
        }
        if (found.atMs > nowMs) break;
        added.push(found.record);
        newestMs = startOf(terms, found.record);
        addedAtMs = found.atMs;
        count++;
        while (head < pending.length && startOf(terms, pending[head] as FragmentRecord) <= newestMs) head++;
      }
      return added;
    },
  };
}
