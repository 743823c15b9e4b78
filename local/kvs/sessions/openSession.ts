import { KvsError } from '../kvsError.ts';
import type { Call } from '../operations/Operation.ts';
import type { Stream } from '../streams/Stream.ts';
import { checkSessionTracks } from './checkSessionTracks.ts';
import { startOf } from './feed/SessionFeed.ts';
import { noFragments, openFeed, Session } from './Session.ts';
import type { SessionTerms, WantedTerms } from './SessionTerms.ts';

/** Documented: a LIVE session needs a fragment of the last 30 seconds. */
const LIVE_WITHIN_MS = 30_000;

/**
 * Opens a session on a stream, when there is something to play and it can be played; answers its URL, at the address at
 * which this service is reached.
 * @throws KvsError NoDataRetentionException; ResourceNotFoundException without a fragment in the range, or for LIVE in
 *   the last 30 seconds; UnsupportedStreamMediaTypeException, MissingCodecPrivateDataException and
 *   InvalidCodecPrivateDataException by its first fragment (all documented)
 */
export async function openSession(wanted: WantedTerms, stream: Stream, call: Call, path: string): Promise<string> {
  const { sessions, system, endpoint } = call.context;
  const { description } = stream;
  if (description.retentionHours === 0) {
    throw new KvsError('NoDataRetentionException', `The stream ${description.name} does not retain data.`);
  }
  let lastNumber = '';
  for (const { number } of stream.log.newestFirst()) {
    lastNumber = number;
    break;
  }
  const known = {
    ...wanted,
    lastNumber,
    streamName: description.name,
    streamCreatedMs: description.createdMs,
  };
  const [first, ...others] = openFeed(known, stream).take(wanted.openedMs);
  if (first === undefined) throw noFragments();
  const newest = others.at(-1) ?? first;
  if (wanted.mode === 'LIVE' && newest.serverMs < wanted.openedMs - LIVE_WITHIN_MS) throw noFragments();
  const terms: SessionTerms = { ...known, firstNumber: first.number, originMs: startOf(wanted, first) };
  const { tracks } = await new Session(terms, stream, system.clock).read(first);
  checkSessionTracks(tracks, terms);
  return `${endpoint()}${path}?SessionToken=${sessions.open(terms)}`;
}
