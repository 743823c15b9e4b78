import {
  CreateStreamCommand,
  DescribeStreamCommand,
  GetDataEndpointCommand,
  KinesisVideoClient,
  type KinesisVideoClientConfig,
} from '@aws-sdk/client-kinesis-video';
import { ArchiverError, type ErrorKind } from '../../core/errors.ts';
import type { System } from '../../core/system.ts';
import type { CredentialProvider } from '../credentials/CredentialProvider.ts';
import type { Credentials } from './signPutMedia.ts';

/** What a producer must know of its stream. */
export interface StreamFacts {
  readonly arn: string;
  readonly status: string;
  /** 0: nothing is kept, and nothing can be archived. */
  readonly retentionHours: number;
}

/** Where the control plane is reached; without credentials, as the AWS SDK finds them. */
export interface ControlPlaneOptions {
  readonly region: string;
  readonly endpoint?: string | undefined;
  readonly credentials?: Credentials | CredentialProvider | undefined;
  readonly system: System;
}

const ACTIVE_WITHIN_MS = 60_000;
const POLL_MS = 500;

const KINDS: Readonly<Record<string, ErrorKind>> = {
  ResourceNotFoundException: 'NotFound',
  ClientLimitExceededException: 'Throttled',
  NotAuthorizedException: 'AccessDenied',
  AccessDeniedException: 'AccessDenied',
  ResourceInUseException: 'Conflict',
  InvalidArgumentException: 'InvalidInput',
  AccountStreamLimitExceededException: 'InvalidInput',
};

/** The calls that precede PutMedia, in the order of AWS's own producers: DescribeStream, CreateStream, GetDataEndpoint. */
export class ControlPlane {
  readonly #client: KinesisVideoClient;
  readonly #system: System;

  constructor(options: ControlPlaneOptions) {
    this.#system = options.system;
    const config: KinesisVideoClientConfig = { region: options.region, maxAttempts: 2 };
    if (options.endpoint !== undefined) config.endpoint = options.endpoint;
    if (typeof options.credentials === 'function') {
      config.credentials = options.credentials;
    } else if (options.credentials !== undefined) {
      const { accessKeyId, secretAccessKey, sessionToken } = options.credentials;
      config.credentials = { accessKeyId, secretAccessKey, ...(sessionToken === undefined ? {} : { sessionToken }) };
    }
    this.#client = new KinesisVideoClient(config);
  }

  /** @throws ArchiverError `NotFound`, `AccessDenied`, `Throttled`, `Internal`. */
  async describeStream(streamName: string): Promise<StreamFacts> {
    const { StreamInfo } = await translated(
      `DescribeStream of ${streamName}`,
      this.#client.send(new DescribeStreamCommand({ StreamName: streamName })),
    );
    return {
      arn: StreamInfo?.StreamARN ?? '',
      status: StreamInfo?.Status ?? '',
      retentionHours: StreamInfo?.DataRetentionInHours ?? 0,
    };
  }

  /** Creates the stream and waits until it is active. One that somebody created meanwhile will do. */
  async createStream(streamName: string, retentionHours: number): Promise<StreamFacts> {
    const command = new CreateStreamCommand({ StreamName: streamName, DataRetentionInHours: retentionHours });
    try {
      await translated(`CreateStream of ${streamName}`, this.#client.send(command));
    } catch (error) {
      if (!(error instanceof ArchiverError && error.kind === 'Conflict')) throw error;
    }
    const untilMs = this.#system.clock.now() + ACTIVE_WITHIN_MS;
    for (;;) {
      const facts = await this.describeStream(streamName);
      if (facts.status === 'ACTIVE') return facts;
      if (this.#system.clock.now() >= untilMs) {
        throw new ArchiverError('NotYetAvailable', `stream ${streamName} is still ${facts.status} after 60 s`);
      }
      await this.#system.clock.sleep(POLL_MS);
    }
  }

  /** The PUT_MEDIA data endpoint of the stream, without a path. */
  async putMediaEndpoint(streamName: string): Promise<string> {
    const command = new GetDataEndpointCommand({ StreamName: streamName, APIName: 'PUT_MEDIA' });
    const { DataEndpoint } = await translated(`GetDataEndpoint of ${streamName}`, this.#client.send(command));
    if (!DataEndpoint) throw new ArchiverError('Internal', `GetDataEndpoint of ${streamName} answered with none`);
    return DataEndpoint;
  }

  /**
   * Credentials that are good now: the SDK refreshes them ahead of their expiry.
   * @param options `fresh`: those that it has were refused, though their time is not over.
   */
  async credentials({ fresh = false }: { fresh?: boolean } = {}): Promise<Credentials> {
    const read = this.#client.config.credentials(fresh ? { forceRefresh: true } : {});
    return await translated('reading credentials', read, 'AccessDenied');
  }

  close(): void {
    this.#client.destroy();
  }
}

async function translated<T>(what: string, call: Promise<T>, otherwise: ErrorKind = 'Internal'): Promise<T> {
  try {
    return await call;
  } catch (cause) {
    // What gives out the credentials says itself why it cannot.
    if (cause instanceof ArchiverError) throw cause;
    const name = cause instanceof Error ? cause.name : '';
    const status = (cause as { $metadata?: { httpStatusCode?: number } }).$metadata?.httpStatusCode ?? 0;
    const kind = KINDS[name] ?? (status === 403 || status === 401 ? 'AccessDenied' : otherwise);
    const message = cause instanceof Error && cause.message !== '' ? cause.message : String(cause);
    throw new ArchiverError(kind, `${what} failed: ${message}`, { cause, details: { status, name } });
  }
}
