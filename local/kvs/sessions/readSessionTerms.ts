import { KvsError } from '../kvsError.ts';
import {
  type Input,
  optionalInteger,
  optionalStructure,
  optionalTimestampMs,
  optionalWord,
  requiredTimestampMs,
} from '../protocol/members.ts';
import type { WantedTerms } from './SessionTerms.ts';

const DAY_MS = 24 * 3_600_000;
/** Documented: API reference, Expires, in seconds. */
const MIN_EXPIRES = 300;
const MAX_EXPIRES = 43_200;
/** Documented: MaxMediaPlaylistFragmentResults and MaxManifestFragmentResults. */
const MAX_FRAGMENTS = 5000;
const LIVE_FRAGMENTS = 5;
const ON_DEMAND_FRAGMENTS = 1000;

type Range = Pick<WantedTerms, 'startMs' | 'endMs'>;

/**
 * What both kinds of session take, in their own members. Documented: defaults, bounds and which mode takes which range.
 * Assumed: InvalidArgumentException for a range in LIVE ("should not be set").
 * @throws KvsError InvalidArgumentException, SerializationException.
 */
export function readSessionTerms(
  input: Input,
  nowMs: number,
  members: { readonly selector: string; readonly maxFragments: string },
): Pick<WantedTerms, 'openedMs' | 'expiresMs' | 'mode' | 'clock' | 'startMs' | 'endMs' | 'maxFragments'> {
  const mode = optionalWord(input, 'PlaybackMode', ['LIVE', 'LIVE_REPLAY', 'ON_DEMAND']) ?? 'LIVE';
  const expires = optionalInteger(input, 'Expires', MIN_EXPIRES, MAX_EXPIRES) ?? MIN_EXPIRES;
  const isOnDemand = mode === 'ON_DEMAND';
  const maxFragments =
    optionalInteger(input, members.maxFragments, 1, MAX_FRAGMENTS) ??
    (isOnDemand ? ON_DEMAND_FRAGMENTS : LIVE_FRAGMENTS);
  const selector = optionalStructure(input, members.selector);
  const clock =
    (selector === undefined
      ? undefined
      : optionalWord(selector, 'FragmentSelectorType', ['PRODUCER_TIMESTAMP', 'SERVER_TIMESTAMP'])) ??
    'SERVER_TIMESTAMP';
  const range = selector === undefined ? undefined : optionalStructure(selector, 'TimestampRange');
  return {
    openedMs: nowMs,
    expiresMs: nowMs + expires * 1000,
    mode,
    clock,
    maxFragments,
    ...readRange(range, mode, clock, members.selector, nowMs),
  };
}

function readRange(
  range: Input | undefined,
  mode: WantedTerms['mode'],
  clock: WantedTerms['clock'],
  selector: string,
  nowMs: number,
): Range {
  const invalid = (message: string): KvsError => new KvsError('InvalidArgumentException', message);
  if (mode === 'LIVE') {
    if (range !== undefined) throw invalid('TimestampRange must not be specified for PlaybackMode LIVE.');
    return { startMs: undefined, endMs: undefined };
  }
  if (range === undefined) throw invalid(`${selector}.TimestampRange must be specified for PlaybackMode ${mode}.`);
  const startMs = requiredTimestampMs(range, 'StartTimestamp');
  const endMs = optionalTimestampMs(range, 'EndTimestamp');
  if (endMs === undefined) {
    if (mode === 'ON_DEMAND') throw invalid('EndTimestamp must be specified for PlaybackMode ON_DEMAND.');
    return { startMs, endMs };
  }
  if (endMs <= startMs) throw invalid('StartTimestamp must be before EndTimestamp.');
  if (endMs - startMs > DAY_MS) throw invalid('EndTimestamp must be within 24 hours of StartTimestamp.');
  if (clock === 'SERVER_TIMESTAMP' && endMs > nowMs) {
    throw invalid('EndTimestamp must be in the past for SERVER_TIMESTAMP.');
  }
  return { startMs, endMs };
}
