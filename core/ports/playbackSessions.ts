import type { PlaybackTerms } from '../playback/PlaybackTerms.ts';
import type { StreamReference } from './footageSource.ts';

/** Streaming sessions of Kinesis Video Streams: what a player is given. */
export interface PlaybackSessions {
  /**
   * Opens a session. Its URL says all: whoever has it may play, until it expires.
   *
   * @returns the URL of the HLS master playlist, or of the DASH manifest
   * @throws ArchiverError `NotFound` where KVS has nothing that could be played (`details.field` says what was wrong:
   *   `from`, `mode` or `stream`); `UnsupportedMedia` where its codec cannot be played; `Throttled`
   */
  open(stream: StreamReference, terms: PlaybackTerms): Promise<string>;
}
