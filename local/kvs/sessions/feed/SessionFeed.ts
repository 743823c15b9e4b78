import type { FragmentRecord, RecordEntry } from '../../storage/fragmentRecord.ts';
import type { SessionTerms } from '../SessionTerms.ts';

/** Where a session's fragments come from: the part of a stream that is read. */
export interface FragmentSource {
  /** Stored fragments that have not expired, by number, after `after` where given; not all need be listable yet. */
  readable(after?: FragmentRecord['number']): Iterable<RecordEntry>;
  /** Stored fragments from the newest on. */
  newestFirst(): Iterable<FragmentRecord>;
}

/**
 * Gives out a session's fragments, in the order in which they play. What is given out depends on the terms and on what
 * is stored alone, not on when or how often it is asked: a session that is built anew, after a restart, is the same.
 */
export interface SessionFeed {
  /** The fragments that have been added since the last call. */
  take(nowMs: number): readonly FragmentRecord[];
  /** Whether nothing can be added any more. */
  readonly isEnded: boolean;
}

/** A fragment's start by the session's clock, in epoch milliseconds. */
export function startOf(
  { clock }: Pick<SessionTerms, 'clock'>,
  fragment: { readonly producerMs: number; readonly serverMs: number },
): number {
  return clock === 'PRODUCER_TIMESTAMP' ? fragment.producerMs : fragment.serverMs;
}

/** Whether a fragment starts within the session's range; both ends are inclusive (documented). */
export function isInRange(
  terms: Pick<SessionTerms, 'clock' | 'startMs' | 'endMs'>,
  fragment: { readonly producerMs: number; readonly serverMs: number },
): boolean {
  const ms = startOf(terms, fragment);
  return ms >= (terms.startMs ?? Number.NEGATIVE_INFINITY) && ms <= (terms.endMs ?? Number.POSITIVE_INFINITY);
}

/**
 * From when on a fragment could be seen, in epoch milliseconds: since it is listable, but not before it began to come in
 * (a fragment that is listable at once does not say since when).
 */
export function availableFromMs(fragment: { readonly listableFromMs: number; readonly serverMs: number }): number {
  return Math.max(fragment.listableFromMs, fragment.serverMs);
}

/** Whether a fragment was stored and listable when the session was opened. */
export function wasThere(
  { openedMs, lastNumber }: Pick<SessionTerms, 'openedMs' | 'lastNumber'>,
  { listableFromMs, number }: Pick<FragmentRecord, 'listableFromMs' | 'number'>,
): boolean {
  return listableFromMs <= openedMs && number <= lastNumber;
}
