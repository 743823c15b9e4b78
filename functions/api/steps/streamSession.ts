import { ArchiverError } from '../../../core/errors.ts';
import type { PlaybackTerms } from '../../../core/playback/PlaybackTerms.ts';
import type { PlaybackSessions } from '../../../core/ports/playbackSessions.ts';
import type { EnrolmentStore, StreamStore } from '../../../core/ports/streamStore.ts';
import type { Clock } from '../../../core/system.ts';
import { formatTime } from '../../../core/time/formatTime.ts';
import { enrolmentOf } from './enrolment.ts';

export interface StreamSessionPorts {
  readonly enrolments: Pick<EnrolmentStore, 'get'>;
  readonly streams: Pick<StreamStore, 'get'>;
  readonly sessions: PlaybackSessions;
  readonly clock: Clock;
}

/** What a player is given. Who has the URL may play: it needs no credentials, and is to be kept like some. */
export interface PlaybackSession {
  readonly url: string;
  /** RFC 3339. */
  readonly expiresAt: string;
  /** Where the footage comes from. */
  readonly source: 'kvs' | 'archive';
  readonly protocol: PlaybackTerms['protocol'];
  readonly mode: PlaybackTerms['mode'];
}

/**
 * A streaming session of KVS on an enrolled stream.
 *
 * @throws ArchiverError `NotFound` where it is not enrolled or KVS has nothing to play; `UnsupportedMedia` where its codec
 *   cannot be played
 */
export async function streamSession(
  streamName: string,
  terms: PlaybackTerms,
  ports: StreamSessionPorts,
): Promise<PlaybackSession> {
  const { streamArn } = await enrolmentOf(streamName, ports.enrolments);
  const state = await ports.streams.get(streamArn);
  if (state === undefined) throw new ArchiverError('NotFound', `stream: ${streamName} is not known yet`);
  // KVS counts from when it is asked: a moment later than this, never sooner.
  const expiresMs = ports.clock.now() + terms.expiresSeconds * 1000;
  const url = await ports.sessions.open({ streamArn, endpoints: state.endpoints }, terms);
  const { protocol, mode } = terms;
  return { url, expiresAt: formatTime(expiresMs), source: 'kvs', protocol, mode };
}
