import * as z from 'zod';
import { ArchiverError } from '../errors.ts';
import { producerMs } from '../fragment.ts';
import { parseWith } from '../streams/enrolment.ts';
import { parseTime } from '../time/parseTime.ts';
import {
  LONGEST_SESSION_SECONDS,
  LONGEST_SESSION_SPAN_MS,
  MOST_SESSION_FRAGMENTS,
  type PlaybackMode,
  type PlaybackTerms,
  SESSION_SECONDS,
  SHORTEST_SESSION_SECONDS,
} from './PlaybackTerms.ts';

const oneOf = <const Words extends readonly [string, ...string[]]>(...words: Words) =>
  z.enum(words, { error: `is none of ${words.join(', ')}` });

const wholeText = (min: number, max: number, what: string) =>
  z
    .string()
    .regex(/^\d{1,9}$/, `is no whole number of ${what}`)
    .transform(Number)
    .pipe(z.number().min(min, `is less than ${min} ${what}`).max(max, `is more than ${max} ${what}`));

const player = {
  protocol: oneOf('HLS', 'DASH').default('HLS'),
  expires: wholeText(SHORTEST_SESSION_SECONDS, LONGEST_SESSION_SECONDS, 'seconds').default(SESSION_SECONDS),
  container: oneOf('FRAGMENTED_MP4', 'MPEG_TS').optional(),
  discontinuity: oneOf('ALWAYS', 'NEVER', 'ON_DISCONTINUITY').optional(),
  timestamps: oneOf('ALWAYS', 'NEVER').default('ALWAYS'),
  maxResults: wholeText(1, MOST_SESSION_FRAGMENTS, 'fragments').optional(),
};
const ofStream = z.strictObject({
  ...player,
  mode: oneOf('LIVE', 'LIVE_REPLAY', 'ON_DEMAND').optional(),
  from: z.string().optional(),
  to: z.string().optional(),
});
const ofSpan = z.strictObject(player);

type Query = Readonly<Record<string, string | undefined>>;
type Span = Pick<PlaybackTerms, 'startMs' | 'endMs'>;

const wrong = (field: string, message: string): ArchiverError =>
  new ArchiverError('InvalidInput', `${field}: ${message}`, { details: { field } });

/**
 * What a player of a stream asks for. Without a mode it is LIVE, LIVE_REPLAY from `from` on, or ON_DEMAND between both.
 *
 * @param query of the request; `from` is part of the span and `to` is not
 * @throws ArchiverError `InvalidInput`, naming the parameter
 */
export function playbackRequest(query: Query, now: number): PlaybackTerms {
  const { mode: wanted, from, to, ...rest } = parseWith(ofStream, query);
  const mode: PlaybackMode = wanted ?? (to === undefined ? (from === undefined ? 'LIVE' : 'LIVE_REPLAY') : 'ON_DEMAND');
  return withMost({ ...termsOf(mode, rest), ...spanOf(mode, from, to, now) });
}

/**
 * What a player of one span asks for, [fromMs, toMs) of producer time.
 *
 * @throws ArchiverError `InvalidInput`, naming the parameter
 */
export function spanPlaybackRequest(query: Query, fromMs: number, toMs: number): PlaybackTerms {
  const terms = termsOf('ON_DEMAND', parseWith(ofSpan, query));
  return withMost({ ...terms, startMs: producerMs(fromMs), endMs: producerMs(toMs - 1) });
}

/** Fragments that are shorter KVS throttles in a session (developer guide, "HLS playback"). */
const SHORTEST_FRAGMENT_MS = 500;

/**
 * A span is wanted whole, where KVS would end it after 1,000 fragments; and each fetch of a playlist is charged for the
 * number that was asked for, of the stream's 10,000 points a second (service quotas), so no more than it can hold.
 */
function withMost(terms: PlaybackTerms): PlaybackTerms {
  const { mode, startMs, endMs, maxResults } = terms;
  if (mode !== 'ON_DEMAND' || maxResults !== undefined || startMs === undefined || endMs === undefined) return terms;
  const most = Math.ceil((endMs - startMs) / SHORTEST_FRAGMENT_MS) + 1;
  return { ...terms, maxResults: Math.min(MOST_SESSION_FRAGMENTS, most) };
}

function termsOf(
  mode: PlaybackMode,
  { protocol, expires, container, discontinuity, timestamps, maxResults }: z.output<typeof ofSpan>,
): Omit<PlaybackTerms, keyof Span> {
  if (protocol === 'DASH' && container === 'MPEG_TS') throw wrong('container', 'DASH has FRAGMENTED_MP4 alone');
  if (protocol === 'DASH' && discontinuity !== undefined) throw wrong('discontinuity', 'DASH has no such thing');
  return {
    mode,
    protocol,
    expiresSeconds: expires,
    container: container ?? 'FRAGMENTED_MP4',
    // Documented as recommended: the player's timeline is begun anew only where footage really has a break.
    discontinuity: discontinuity ?? 'ON_DISCONTINUITY',
    showsTimestamps: timestamps === 'ALWAYS',
    ...(maxResults === undefined ? {} : { maxResults }),
  };
}

function spanOf(mode: PlaybackMode, from: string | undefined, to: string | undefined, now: number): Span {
  if (mode === 'LIVE') {
    if (from !== undefined) throw wrong('from', 'LIVE is now; LIVE_REPLAY begins at a time');
    if (to !== undefined) throw wrong('to', 'LIVE has no end; ON_DEMAND has one');
    return {};
  }
  if (from === undefined) throw wrong('from', `is missing; ${mode} begins there`);
  const fromMs = parseTime(from, 'from', now);
  if (to === undefined) {
    if (mode === 'ON_DEMAND') throw wrong('to', 'is missing; ON_DEMAND ends there, and LIVE_REPLAY need not');
    return { startMs: producerMs(fromMs) };
  }
  const toMs = parseTime(to, 'to', now);
  if (fromMs >= toMs) throw wrong('from', `${from} is not before to: ${to}`);
  // Its ends are a millisecond apart at least.
  const endMs = Math.max(toMs - 1, fromMs + 1);
  if (endMs - fromMs > LONGEST_SESSION_SPAN_MS) {
    throw wrong('to', 'is more than 24 hours after from, which is all that a session of KVS plays');
  }
  return { startMs: producerMs(fromMs), endMs: producerMs(endMs) };
}
