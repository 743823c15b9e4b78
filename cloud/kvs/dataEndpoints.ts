import { GetDataEndpointCommand, type KinesisVideoClient } from '@aws-sdk/client-kinesis-video';
import { KinesisVideoArchivedMediaClient } from '@aws-sdk/client-kinesis-video-archived-media';
import { ArchiverError, isArchiverError } from '../../core/errors.ts';
import type { RememberEndpoint, StreamReference } from '../../core/ports/footageSource.ts';
import { fromAwsError, inOurWords } from '../awsError.ts';

export type ArchivedMediaApi =
  | 'LIST_FRAGMENTS'
  | 'GET_CLIP'
  | 'GET_IMAGES'
  | 'GET_MEDIA_FOR_FRAGMENT_LIST'
  | 'GET_HLS_STREAMING_SESSION_URL'
  | 'GET_DASH_STREAMING_SESSION_URL';

/** Clients that a process keeps; endpoints are few, streams are many. */
const MAX_CLIENTS = 64;

/**
 * Data endpoints and their clients. An endpoint is per stream and API; it is taken from the stream's item, asked for
 * when it is not there or no longer right, and remembered.
 */
export class DataEndpoints {
  readonly #control: KinesisVideoClient;
  readonly #remember: RememberEndpoint;
  readonly #clients = new Map<string, KinesisVideoArchivedMediaClient>();
  readonly #known = new Map<string, string>();

  constructor(control: KinesisVideoClient, remember: RememberEndpoint) {
    this.#control = control;
    this.#remember = remember;
  }

  /** Calls with the client of the stream's endpoint; once more with a fresh endpoint where the old one is refused. */
  async call<T>(
    stream: StreamReference,
    api: ArchivedMediaApi,
    doing: string,
    send: (client: KinesisVideoArchivedMediaClient) => Promise<T>,
  ): Promise<T> {
    const slot = `${api} ${stream.streamArn}`;
    const known = this.#known.get(slot) ?? stream.endpoints[api];
    if (known !== undefined) {
      try {
        return await send(this.#clientOf(known));
      } catch (error) {
        if (!mayBeTheEndpoint(error)) throw fromAwsError(error, doing);
      }
    }
    const fresh = await this.#ask(stream.streamArn, api);
    this.#known.set(slot, fresh);
    if (fresh !== stream.endpoints[api]) await this.#remember(stream.streamArn, api, fresh);
    return inOurWords(doing, () => send(this.#clientOf(fresh)));
  }

  async #ask(streamArn: string, api: ArchivedMediaApi): Promise<string> {
    const doing = `GetDataEndpoint ${api} of ${streamArn}`;
    const answer = await inOurWords(doing, () =>
      this.#control.send(new GetDataEndpointCommand({ StreamARN: streamArn, APIName: api })),
    );
    if (answer.DataEndpoint === undefined) throw new ArchiverError('Internal', `${doing}: no endpoint in the answer`);
    return answer.DataEndpoint;
  }

  #clientOf(endpoint: string): KinesisVideoArchivedMediaClient {
    const existing = this.#clients.get(endpoint);
    if (existing !== undefined) return existing;
    const [oldest] = this.#clients.keys();
    if (this.#clients.size >= MAX_CLIENTS && oldest !== undefined) {
      this.#clients.get(oldest)?.destroy();
      this.#clients.delete(oldest);
    }
    const client = new KinesisVideoArchivedMediaClient({
      endpoint,
      requestHandler: { connectionTimeout: 3000, socketTimeout: 30_000 },
    });
    this.#clients.set(endpoint, client);
    return client;
  }
}

/** InvalidEndpoint, a 403 and a host that is gone are what a moved endpoint looks like (service quotas, "caching"). */
function mayBeTheEndpoint(error: unknown): boolean {
  if (isArchiverError(error)) return false;
  const { name, code, $metadata } = error as {
    name?: string;
    code?: string;
    $metadata?: { httpStatusCode?: number };
  };
  return (
    name === 'InvalidEndpointException' ||
    $metadata?.httpStatusCode === 403 ||
    code === 'ENOTFOUND' ||
    code === 'ECONNREFUSED'
  );
}
