import { once } from 'node:events';
import type { Call } from '../operations/Operation.ts';
import { Pacer } from './Pacer.ts';

/** Documented: service quotas, 25 MB/s for each reading connection. */
const AWS_BYTES_PER_SECOND = 25_000_000;
/** What is handed to the socket in one go: the pace is even, and little is waiting at a time. */
const PIECE_BYTES = 64 * 1024;

/** What is needed of a call to answer it with media. */
export type AnsweredCall = Pick<Call, 'context' | 'response' | 'requestId'>;

/** A streamed answer: written at the client's pace and within the connection's bandwidth. */
export class MediaResponse {
  readonly #call: AnsweredCall;
  readonly #pacer: Pacer;

  constructor(call: AnsweredCall) {
    const { quotas, bytesPerSecondPerConnection: set } = call.context.settings();
    this.#call = call;
    const bound = quotas === 'aws' ? Math.min(set > 0 ? set : AWS_BYTES_PER_SECOND, AWS_BYTES_PER_SECOND) : set;
    this.#pacer = new Pacer(call.context.system.clock, bound);
  }

  /** Whether nobody reads any more. */
  get isGone(): boolean {
    return this.#call.response.destroyed || this.#call.context.closing.aborted;
  }

  begin(contentType: string, contentLength?: number): void {
    this.#call.response.writeHead(200, {
      'content-type': contentType,
      'x-amzn-RequestId': this.#call.requestId,
      ...(contentLength === undefined ? {} : { 'content-length': contentLength }),
    });
    this.#call.response.flushHeaders();
  }

  /** Resolves when more may be written, or the client is gone. */
  async write(bytes: Uint8Array): Promise<void> {
    const { response } = this.#call;
    for (let offset = 0; offset < bytes.length; offset += PIECE_BYTES) {
      if (this.isGone) return;
      const piece = bytes.subarray(offset, offset + PIECE_BYTES);
      await this.#pacer.pass(piece.length);
      if (!response.write(piece)) {
        const settled = new AbortController();
        const { signal } = settled;
        await Promise.race([once(response, 'drain', { signal }), once(response, 'close', { signal })]).finally(() =>
          settled.abort(),
        );
      }
    }
  }

  /** Ends the answer; when the service is closing, cuts it, so that it cannot pass for whole. */
  end(): void {
    if (this.#call.context.closing.aborted) this.#call.response.destroy();
    else this.#call.response.end();
  }
}
