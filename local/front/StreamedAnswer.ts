import type { ServerResponse } from 'node:http';
import type { ResponseSink } from '../lambda/sandbox.ts';

/** What a function's answer is that tells of a status and headers before its body (observed: the runtime's own). */
const WITH_HEAD = 'application/vnd.awslambda.http-integration-response';
const NULS = 8;
/** A head is a few hundred bytes. */
const MOST_HEAD_BYTES = 64 * 1024;

interface Head {
  readonly statusCode?: unknown;
  readonly headers?: Readonly<Record<string, unknown>>;
}

/**
 * The answer of a function URL that streams: the head as soon as it is there, then the body as it comes, no faster than
 * the client takes it. A client that has left is written to no more, and the function comes to its end, as on Lambda.
 */
export class StreamedAnswer implements ResponseSink {
  readonly #response: ServerResponse;
  readonly #isHead: boolean;
  #before: Buffer | undefined = Buffer.alloc(0);

  constructor(response: ServerResponse, isHead: boolean) {
    this.#response = response;
    this.#isHead = isHead;
  }

  async write(chunk: Uint8Array, contentType: string | undefined): Promise<void> {
    if (this.#before === undefined) return this.#send(chunk);
    if (contentType !== WITH_HEAD) {
      this.#before = undefined;
      this.#writeHead({ statusCode: 200, headers: { 'content-type': contentType ?? 'application/octet-stream' } });
      return this.#send(chunk);
    }
    this.#before = Buffer.concat([this.#before, chunk]);
    const end = this.#before.indexOf(Buffer.alloc(NULS));
    if (end < 0) {
      if (this.#before.length > MOST_HEAD_BYTES) this.#response.destroy();
      return undefined;
    }
    const head: Head = JSON.parse(this.#before.subarray(0, end).toString('utf8'));
    const body = this.#before.subarray(end + NULS);
    this.#before = undefined;
    this.#writeHead(head);
    return this.#send(body);
  }

  /** The function has ended. What fails on its way is cut off: its client sees that it is not whole. */
  end(ok: boolean): void {
    if (this.#response.headersSent) return void (ok ? this.#response.end() : this.#response.destroy());
    // Documented: function URLs answer 502 where the function fails.
    this.#writeHead({ statusCode: 502, headers: { 'content-type': 'application/json' } });
    this.#response.end(this.#isHead ? undefined : '{"Message":"Internal Server Error"}');
  }

  #writeHead({ statusCode = 200, headers = {} }: Head): void {
    if (this.#response.destroyed) return;
    const all = Object.entries(headers).map(([name, value]) => [name, String(value)]);
    this.#response.writeHead(Number(statusCode), Object.fromEntries(all));
  }

  async #send(chunk: Uint8Array): Promise<void> {
    const response = this.#response;
    if (response.destroyed || this.#isHead || chunk.length === 0 || response.write(chunk)) return;
    await new Promise<void>((resolve) => {
      const go = (): void => {
        response.off('drain', go).off('close', go);
        resolve();
      };
      response.on('drain', go).on('close', go);
    });
  }
}
