import { Agent, type IncomingMessage, request } from 'node:http';
import { text } from 'node:stream/consumers';
import { Finding } from '../../Target.ts';
import { describedRequest } from './describedRequest.ts';

const TIMEOUT_MS = 10_000;
/** "Not implemented" is an answer: the emulators say it of what they honestly do not do. */
const NOT_IMPLEMENTED = 501;

/** Sends inputs to a server; every answer must come, and none may be a failure of the server. */
export class HttpTarget {
  readonly #agent = new Agent({ keepAlive: true, maxSockets: 1 });
  readonly #endpoint: URL;

  constructor(endpoint: string) {
    this.#endpoint = new URL(endpoint);
  }

  /**
   * The answer in a few words.
   * @throws Finding of a 5xx, of a stack trace, of a connection that ends without an answer
   */
  async send(input: Uint8Array): Promise<string | undefined> {
    const described = describedRequest(input);
    if (described === undefined) return undefined;
    const { status, body } = await this.#exchange(described);
    const line = `${described.method} ${described.path.split('?', 1)[0]}`;
    if (status >= 500 && status !== NOT_IMPLEMENTED) throw new Finding(`${status}: ${body.slice(0, 300)}`);
    if (/\n\s+at .*\(?.*:\d+:\d+\)?/.test(body))
      throw new Finding(`an answer holds a stack trace: ${body.slice(0, 300)}`);
    return `${described.method} ${Math.min(line.split('/').length, 7)} ${status} ${wordsOf(body)}`;
  }

  close(): void {
    this.#agent.destroy();
  }

  #exchange({ method, path, headers, body }: { method: string; path: string; headers: object; body: Buffer }) {
    return new Promise<{ status: number; body: string }>((resolve, reject) => {
      const outgoing = request(
        {
          agent: this.#agent,
          host: this.#endpoint.hostname,
          port: this.#endpoint.port,
          method,
          path,
          headers: { ...headers, 'content-length': body.length },
          timeout: TIMEOUT_MS,
        },
        (response: IncomingMessage) => {
          text(response).then((answer) => resolve({ status: response.statusCode ?? 0, body: answer }), reject);
        },
      );
      outgoing.on('timeout', () => outgoing.destroy(new Finding(`no answer within ${TIMEOUT_MS} ms`)));
      // A server may answer before it has all of a body that it refuses, and close.
      outgoing.on('error', (error: NodeJS.ErrnoException) => {
        if (error.code === 'EPIPE' || error.code === 'ECONNRESET') resolve({ status: 0, body: error.code });
        else reject(error);
      });
      outgoing.end(body);
    });
  }
}

/** The error's code and the field it names: what kind of answer it is, whatever the input was. */
function wordsOf(body: string): string {
  const code = /"code":"(\w+)"|"__type":"(\w+)"|<Code>(\w+)</
    .exec(body)
    ?.slice(1)
    .find((group) => group !== undefined);
  const field = /"message":"(\w{1,20}): /i.exec(body)?.[1];
  return code === undefined ? '' : `${code} ${field ?? ''}`;
}
