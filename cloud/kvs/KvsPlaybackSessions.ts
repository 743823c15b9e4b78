import type { KinesisVideoClient } from '@aws-sdk/client-kinesis-video';
import {
  GetDASHStreamingSessionURLCommand,
  GetHLSStreamingSessionURLCommand,
} from '@aws-sdk/client-kinesis-video-archived-media';
import { ArchiverError, isArchiverError } from '../../core/errors.ts';
import type { PlaybackTerms } from '../../core/playback/PlaybackTerms.ts';
import type { RememberEndpoint, StreamReference } from '../../core/ports/footageSource.ts';
import type { PlaybackSessions } from '../../core/ports/playbackSessions.ts';
import type { System } from '../../core/system.ts';
import { formatTime } from '../../core/time/formatTime.ts';
import { DataEndpoints } from './dataEndpoints.ts';
import { retryThrottled } from './retryThrottled.ts';

/** Sessions by the SDK. By producer time throughout: that is what people mean by a time. */
export class KvsPlaybackSessions implements PlaybackSessions {
  readonly #endpoints: DataEndpoints;
  readonly #system: System;
  readonly #onThrottled: () => void;

  constructor(
    control: KinesisVideoClient,
    remember: RememberEndpoint,
    system: System,
    onThrottled: () => void = () => undefined,
  ) {
    this.#endpoints = new DataEndpoints(control, remember);
    this.#system = system;
    this.#onThrottled = onThrottled;
  }

  async open(stream: StreamReference, terms: PlaybackTerms): Promise<string> {
    const url = await retryThrottled(
      this.#system,
      () => (terms.protocol === 'HLS' ? this.#hls(stream, terms) : this.#dash(stream, terms)),
      this.#onThrottled,
    ).catch((error: unknown) => {
      throw inPlayersWords(error, terms);
    });
    if (url !== undefined) return url;
    throw new ArchiverError('Internal', `a session of ${stream.streamArn}: no URL in the answer`);
  }

  async #hls(stream: StreamReference, terms: PlaybackTerms): Promise<string | undefined> {
    const command = new GetHLSStreamingSessionURLCommand({
      ...sharedInput(stream, terms),
      HLSFragmentSelector: selectorOf(terms),
      ContainerFormat: terms.container,
      DiscontinuityMode: terms.discontinuity,
      ...(terms.maxResults === undefined ? {} : { MaxMediaPlaylistFragmentResults: terms.maxResults }),
    });
    const doing = `GetHLSStreamingSessionURL of ${stream.streamArn}`;
    const api = 'GET_HLS_STREAMING_SESSION_URL';
    const answer = await this.#endpoints.call(stream, api, doing, (client) => client.send(command));
    return answer.HLSStreamingSessionURL;
  }

  async #dash(stream: StreamReference, terms: PlaybackTerms): Promise<string | undefined> {
    const command = new GetDASHStreamingSessionURLCommand({
      ...sharedInput(stream, terms),
      DASHFragmentSelector: selectorOf(terms),
      ...(terms.maxResults === undefined ? {} : { MaxManifestFragmentResults: terms.maxResults }),
    });
    const doing = `GetDASHStreamingSessionURL of ${stream.streamArn}`;
    const api = 'GET_DASH_STREAMING_SESSION_URL';
    const answer = await this.#endpoints.call(stream, api, doing, (client) => client.send(command));
    return answer.DASHStreamingSessionURL;
  }
}

function sharedInput({ streamArn }: StreamReference, { mode, expiresSeconds, showsTimestamps }: PlaybackTerms) {
  const DisplayFragmentTimestamp = showsTimestamps ? ('ALWAYS' as const) : ('NEVER' as const);
  return { StreamARN: streamArn, PlaybackMode: mode, Expires: expiresSeconds, DisplayFragmentTimestamp };
}

function selectorOf({ startMs, endMs }: PlaybackTerms) {
  const FragmentSelectorType = 'PRODUCER_TIMESTAMP' as const;
  if (startMs === undefined) return { FragmentSelectorType };
  return {
    FragmentSelectorType,
    TimestampRange: {
      StartTimestamp: new Date(startMs),
      ...(endMs === undefined ? {} : { EndTimestamp: new Date(endMs) }),
    },
  };
}

/** What KVS refuses, as whoever wanted to play understands it. */
function inPlayersWords(error: unknown, { mode, protocol, startMs, endMs }: PlaybackTerms): unknown {
  if (!isArchiverError(error)) return error;
  const said = (kind: 'NotFound' | 'UnsupportedMedia', field: string, message: string) =>
    new ArchiverError(kind, `${field}: ${message}`, { cause: error, details: { ...error.details, field } });
  switch (error.details.aws) {
    case 'NoDataRetentionException':
      return said('NotFound', 'stream', 'KVS keeps nothing of it (its retention is 0 hours), so nothing can be played');
    case 'ResourceNotFoundException':
      // Observed text; the same exception says that there is no such stream.
      if (!error.message.includes('No fragments')) return said('NotFound', 'stream', 'KVS has it no longer');
      if (mode === 'LIVE')
        return said('NotFound', 'mode', 'nothing came in within the last 30 seconds: nothing is live');
      return said(
        'NotFound',
        'from',
        `KVS has no footage that begins from ${formatTime(startMs ?? 0)}` +
          `${endMs === undefined ? ' on' : ` to ${formatTime(endMs)}`}`,
      );
    default:
      if (error.kind !== 'UnsupportedMedia') return error;
      return said('UnsupportedMedia', 'protocol', `${protocol} cannot play this footage: ${error.message}`);
  }
}
