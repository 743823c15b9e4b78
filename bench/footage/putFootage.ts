import { once } from 'node:events';
import { type ClientRequest, request } from 'node:http';

/** An acknowledgement, as far as it is looked at here. */
export interface PersistedAck {
  readonly timecodeMs: number;
  /** `performance.now()` when it came. */
  readonly atMs: number;
}

/** One PutMedia session of ABSOLUTE timecodes. */
export class PutMediaSession {
  readonly #request: ClientRequest;
  readonly #ended: Promise<void>;

  /** @param onPersisted is told of each fragment that the service has stored */
  constructor(url: string, streamName: string, onPersisted: (ack: PersistedAck) => void = () => undefined) {
    this.#request = request(`${url}/putMedia`, {
      method: 'POST',
      agent: false,
      headers: {
        'x-amzn-stream-name': streamName,
        'x-amzn-fragment-timecode-type': 'ABSOLUTE',
        'x-amzn-producer-start-timestamp': '0',
        'transfer-encoding': 'chunked',
      },
    });
    this.#ended = readAcks(this.#request, streamName, onPersisted);
    // Looked at by `end`; a session that nobody ends must not bring the process down.
    this.#ended.catch(() => undefined);
    this.#request.flushHeaders();
  }

  /** Resolves when more may be written: the service's pace is this one's. */
  async send(bytes: Uint8Array): Promise<void> {
    if (this.#request.destroyed) return this.#ended;
    if (!this.#request.write(bytes)) await Promise.race([once(this.#request, 'drain'), this.#ended]);
  }

  /** Ends the body; resolves when all of it is acknowledged. @throws Error for an ERROR acknowledgement */
  async end(): Promise<void> {
    this.#request.end();
    await this.#ended;
  }
}

async function readAcks(
  call: ClientRequest,
  streamName: string,
  onPersisted: (ack: PersistedAck) => void,
): Promise<void> {
  const [response] = (await once(call, 'response')) as [import('node:http').IncomingMessage];
  response.setEncoding('utf8');
  let text = '';
  for await (const piece of response) {
    text += piece;
    const lines = text.split('\n');
    text = lines.pop() ?? '';
    if (response.statusCode !== 200) continue;
    for (const line of lines.filter((each) => each.trim() !== '')) {
      const ack = JSON.parse(line) as { EventType: string; FragmentTimecode?: number };
      if (ack.EventType === 'ERROR') throw new Error(`PutMedia to ${streamName}: ${line}`);
      if (ack.EventType === 'PERSISTED') {
        onPersisted({ timecodeMs: ack.FragmentTimecode ?? 0, atMs: performance.now() });
      }
    }
  }
  if (response.statusCode !== 200) throw new Error(`PutMedia to ${streamName}: ${response.statusCode} ${text}`);
}
