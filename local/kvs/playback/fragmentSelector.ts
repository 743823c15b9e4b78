import { KvsError } from '../kvsError.ts';
import { type Input, requiredStructure, requiredTimestampMs, requiredWord } from '../protocol/members.ts';

const DAY_MS = 24 * 3_600_000;

/** A span of one of the two clocks, both ends inclusive, in epoch milliseconds. */
export interface FragmentSelector {
  readonly type: 'PRODUCER_TIMESTAMP' | 'SERVER_TIMESTAMP';
  readonly startMs: number;
  readonly endMs: number;
}

/**
 * Reads a selector. Documented for GetClip: the end is later than the start and within 24 hours of it (exactly 24 hours
 * is accepted). ListFragments documents no bound; the same is assumed, so that nothing is built on more.
 * @throws KvsError InvalidArgumentException, SerializationException.
 */
export function fragmentSelector(selector: Input): FragmentSelector {
  const type = requiredWord(selector, 'FragmentSelectorType', ['PRODUCER_TIMESTAMP', 'SERVER_TIMESTAMP']);
  const range = requiredStructure(selector, 'TimestampRange');
  const startMs = requiredTimestampMs(range, 'StartTimestamp');
  const endMs = requiredTimestampMs(range, 'EndTimestamp');
  if (endMs <= startMs) {
    throw new KvsError('InvalidArgumentException', 'StartTimestamp must be before EndTimestamp.');
  }
  if (endMs - startMs > DAY_MS) {
    throw new KvsError('InvalidArgumentException', 'EndTimestamp must be within 24 hours of StartTimestamp.');
  }
  return { type, startMs, endMs };
}

/** Whether a fragment starts within the span (documented: both bounds are inclusive and mean the fragment's start). */
export function isSelected(
  selector: FragmentSelector,
  { producerMs, serverMs }: { readonly producerMs: number; readonly serverMs: number },
): boolean {
  const ms = selector.type === 'PRODUCER_TIMESTAMP' ? producerMs : serverMs;
  return ms >= selector.startMs && ms <= selector.endMs;
}
