import { type ClientRequest, request as httpRequest, type IncomingMessage } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { ArchiverError } from '../../core/errors.ts';
import type { System } from '../../core/system.ts';
import type { Ack } from './acks/Ack.ts';
import { AckParser } from './acks/AckParser.ts';
import { putMediaHeaders } from './putMediaHeaders.ts';
import { refusalOf } from './refusalOf.ts';
import { type Credentials, signPutMedia } from './signPutMedia.ts';

/** What one call of PutMedia needs. */
export interface PutMediaOptions {
  /** The PUT_MEDIA data endpoint. */
  readonly endpoint: string;
  readonly region: string;
  readonly streamName: string;
  readonly credentials: Credentials;
  /** Matroska header: everything before the first cluster. */
  readonly header: Uint8Array;
  /** Longest wait for the service to accept the call, in milliseconds. */
  readonly connectTimeoutMs: number;
  readonly system: System;
}

const LONGEST_REFUSAL_BYTES = 16_384;
const SLICE_BYTES = 64 * 1_024;

/**
 * One call of PutMedia: the body goes out while acknowledgements come in on the same connection. The body waits for the
 * socket (`write` resolves when it has room again), and the socket waits for whoever reads `acks()`.
 */
export class PutMediaConnection {
  readonly #request: ClientRequest;
  readonly #response: IncomingMessage;
  /** Why the connection is no more, for whoever is waiting in `write`. */
  #broken: Error | undefined;
  readonly #onBreak = new Set<(error: Error) => void>();

  private constructor(request: ClientRequest, response: IncomingMessage) {
    this.#request = request;
    this.#response = response;
    // A socket that dies reports on the request, on the response, or on both.
    request.on('error', (error) => this.#break(error));
    request.on('close', () => this.#break(new Error('the connection was closed')));
    response.on('error', (error) => this.#break(error));
  }

  /**
   * Signs and sends the head and the Matroska header, and waits until the service accepts.
   * @throws ArchiverError what `refusalOf` makes of a refusal; `Internal` (retryable) when nothing can be reached.
   */
  static async open(options: PutMediaOptions): Promise<PutMediaConnection> {
    const endpoint = new URL(options.endpoint);
    const nowMs = options.system.clock.now();
    const headers = await signPutMedia({
      endpoint,
      region: options.region,
      credentials: options.credentials,
      headers: putMediaHeaders(options.streamName, nowMs),
      nowMs,
    });
    const send = endpoint.protocol === 'https:' ? httpsRequest : httpRequest;
    const request = send(new URL('/putMedia', endpoint), {
      method: 'POST',
      headers: { ...headers, 'transfer-encoding': 'chunked' },
      // A connection of its own, closed with the call: the service counts connections per stream.
      agent: false,
    });
    request.setNoDelay(true);
    request.write(options.header);
    const response = await accepted(request, options);
    return new PutMediaConnection(request, response);
  }

  /** Sends bytes; resolves when there is room for more. @throws ArchiverError `Internal` when the connection is gone. */
  async write(bytes: Uint8Array): Promise<void> {
    for (let at = 0; at < bytes.length; at += SLICE_BYTES) {
      if (this.#broken !== undefined) throw gone(this.#broken);
      if (!this.#request.write(bytes.subarray(at, at + SLICE_BYTES))) await this.#drained();
    }
  }

  /** Ends the body: the service completes the last fragment, acknowledges it, and ends its answer. */
  finish(): void {
    if (this.#broken === undefined) this.#request.end();
  }

  /** Drops the connection at once. */
  destroy(): void {
    this.#request.destroy();
    this.#response.destroy();
  }

  /**
   * Acknowledgements as they come, in their order, until the service ends its answer. To be read once.
   * @throws ArchiverError `Corrupt` for an answer that is none, `Truncated` or `Internal` when the connection breaks.
   */
  async *acks(): AsyncGenerator<Ack, void, undefined> {
    const parser = new AckParser();
    const chunks = this.#response as AsyncIterable<Uint8Array>;
    try {
      for await (const chunk of chunks) yield* parser.push(chunk);
    } catch (error) {
      throw error instanceof ArchiverError ? error : gone(error);
    }
    parser.end();
  }

  #drained(): Promise<void> {
    return new Promise((resolve, reject) => {
      const onDrain = () => {
        this.#onBreak.delete(onBreak);
        resolve();
      };
      const onBreak = (error: Error) => {
        this.#request.off('drain', onDrain);
        reject(gone(error));
      };
      this.#onBreak.add(onBreak);
      this.#request.once('drain', onDrain);
    });
  }

  #break(error: Error): void {
    this.#broken ??= error;
    for (const onBreak of this.#onBreak) onBreak(this.#broken);
    this.#onBreak.clear();
  }
}

async function accepted(request: ClientRequest, options: PutMediaOptions): Promise<IncomingMessage> {
  const patience = new AbortController();
  const late = options.system.clock.sleep(options.connectTimeoutMs, patience.signal).then(
    () => request.destroy(new Error(`no answer within ${options.connectTimeoutMs} ms`)),
    () => undefined,
  );
  try {
    const response = await new Promise<IncomingMessage>((resolve, reject) => {
      request.once('response', resolve);
      request.once('error', (error) => reject(gone(error)));
    });
    if (response.statusCode === 200) return response;
    // The refused body's end would otherwise surface as an error that nobody listens to.
    request.on('error', () => request.destroy());
    const refusal = refusalOf(response.statusCode ?? 0, errorTypeOf(response), await shortText(response));
    request.destroy();
    throw refusal;
  } finally {
    patience.abort();
    await late;
  }
}

function errorTypeOf(response: IncomingMessage): string | undefined {
  const value = response.headers['x-amzn-errortype'];
  return Array.isArray(value) ? value[0] : value;
}

async function shortText(response: IncomingMessage): Promise<string> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  try {
    for await (const chunk of response as AsyncIterable<Uint8Array>) {
      chunks.push(chunk);
      bytes += chunk.length;
      if (bytes > LONGEST_REFUSAL_BYTES) break;
    }
  } catch (error) {
    // The status has come whole; of its explanation we keep what arrived.
    if (bytes === 0) return `(its explanation was cut off: ${String(error)})`;
  }
  return Buffer.concat(chunks).subarray(0, LONGEST_REFUSAL_BYTES).toString('utf8');
}

function gone(cause: unknown): ArchiverError {
  const why = cause instanceof Error ? cause.message : String(cause);
  return new ArchiverError('Internal', `the PutMedia connection broke: ${why}`, { cause });
}
