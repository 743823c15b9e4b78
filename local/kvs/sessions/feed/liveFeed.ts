import type { FragmentNumber } from '../../../../core/fragment.ts';
import type { FragmentRecord } from '../../storage/fragmentRecord.ts';
import type { SessionTerms } from '../SessionTerms.ts';
import { availableFromMs, type FragmentSource, type SessionFeed, startOf, wasThere } from './SessionFeed.ts';

/** How many playlists' fragments a new session looks back for those that it begins with: some may be left out. */
const LOOK_BACK = 3;

/**
 * LIVE: the newest fragments when the session is opened, then each one as it becomes available. What is older than the
 * newest given out is never added (documented); nor is what has its very start, unless both were there at the opening:
 * then the one with the larger number is taken (documented for equal starts).
 */
export function liveFeed(
  terms: Pick<SessionTerms, 'clock' | 'openedMs' | 'lastNumber' | 'maxFragments'>,
  source: FragmentSource,
): SessionFeed {
  /** All up to here were given out or left out. */
  let settled: FragmentNumber | undefined;
  /** Those behind it that were. */
  const seen = new Set<FragmentNumber>();
  let newestMs = Number.NEGATIVE_INFINITY;
  let hasBegun = false;

  /** What has become available since the last time, in the order in which it did. */
  function available(isAvailableNow: (record: FragmentRecord) => boolean): FragmentRecord[] {
    const found: FragmentRecord[] = [];
    let isSettling = true;
    for (const entry of source.readable(settled)) {
      const record = entry.read();
      const isAvailable = isAvailableNow(record);
      if (!isAvailable) isSettling = false;
      else if (!seen.has(record.number)) {
        found.push(record);
        seen.add(record.number);
      }
      if (isSettling) {
        settled = record.number;
        seen.delete(record.number);
      }
    }
    return found.sort((a, b) => availableFromMs(a) - availableFromMs(b) || (a.number < b.number ? -1 : 1));
  }

  function begin(): FragmentRecord[] {
    settled = beforeThose();
    const begun: FragmentRecord[] = [];
    for (const record of available((one) => wasThere(terms, one))) {
      const ms = startOf(terms, record);
      if (ms === newestMs) begun[begun.length - 1] = record;
      else if (ms > newestMs) begun.push(record);
      newestMs = Math.max(newestMs, ms);
    }
    return begun.slice(-terms.maxFragments);
  }

  /** The number behind which is looked for them; undefined for the whole stream. */
  function beforeThose(): FragmentNumber | undefined {
    let looked = 0;
    for (const { number } of source.newestFirst()) {
      if (number <= terms.lastNumber && ++looked > terms.maxFragments * LOOK_BACK) return number;
    }
    return undefined;
  }

  return {
    isEnded: false,
    take(nowMs) {
      const added = hasBegun ? [] : begin();
      hasBegun = true;
      for (const record of available((record) => availableFromMs(record) <= nowMs)) {
        const ms = startOf(terms, record);
        if (ms <= newestMs) continue;
        newestMs = ms;
        added.push(record);
      }
      return added;
    },
  };
}
