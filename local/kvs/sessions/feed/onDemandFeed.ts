import type { FragmentRecord } from '../../storage/fragmentRecord.ts';
import type { SessionTerms } from '../SessionTerms.ts';
import { type FragmentSource, isInRange, type SessionFeed, wasThere } from './SessionFeed.ts';

/**
 * ON_DEMAND: the oldest fragments of the range, as many as are asked for, fixed when the session is opened (documented:
 * the playlist is retrieved once). By producer time, one of each start, the one with the larger number (documented,
 * PlaybackMode; the selector's text says the oldest, of whole collections); by server time in the order of their numbers.
 */
export function onDemandFeed(
  terms: Pick<SessionTerms, 'clock' | 'startMs' | 'endMs' | 'openedMs' | 'lastNumber' | 'maxFragments'>,
  source: FragmentSource,
): SessionFeed {
  let isEnded = false;
  return {
    get isEnded() {
      return isEnded;
    },
    take() {
      if (isEnded) return [];
      isEnded = true;
      const selected: FragmentRecord[] = [];
      for (const entry of source.readable()) {
        if (!isInRange(terms, entry)) continue;
        const record = entry.read();
        if (wasThere(terms, record)) selected.push(record);
      }
      if (terms.clock === 'SERVER_TIMESTAMP') return selected.slice(0, terms.maxFragments);
      const byStart = new Map(selected.map((record) => [record.producerMs, record]));
      return [...byStart.values()].sort((a, b) => a.producerMs - b.producerMs).slice(0, terms.maxFragments);
    },
  };
}
