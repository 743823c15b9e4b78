import { ArchiverError } from '../../../core/errors.ts';
import type { Ack } from './Ack.ts';
import { readAck } from './readAck.ts';

/** Real acknowledgements stay below 200 characters; the service's own producers allow 1,024 (documented: limits). */
const LONGEST_ACK = 4_096;

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const OPEN = 0x7b;
const CLOSE = 0x7d;
const BETWEEN: readonly number[] = [0x20, 0x09, 0x0a, 0x0d];

/**
 * Takes the response body of PutMedia apart while it arrives: flat JSON objects, one a line, but bunched or torn at any
 * byte by whatever stands between (documented: PutMedia). Memory is bounded, time is linear in the bytes.
 */
export class AckParser {
  readonly #pending = new Uint8Array(LONGEST_ACK);
  #length = 0;
  #inText = false;
  #escaped = false;

  /**
   * Takes the next bytes; gives the acknowledgements that they complete.
   * @throws ArchiverError `Corrupt` when the body is not what it must be; nothing can be read after that.
   */
  push(chunk: Uint8Array): Ack[] {
    const acks: Ack[] = [];
    for (const byte of chunk) {
      if (this.#length === 0 && BETWEEN.includes(byte)) continue;
      if (this.#length === 0 && byte !== OPEN) throw corrupt('something else stands where one must begin');
      if (this.#length === LONGEST_ACK) throw corrupt(`one is longer than ${LONGEST_ACK} bytes`);
      this.#pending[this.#length] = byte;
      this.#length += 1;
      if (this.#endsWith(byte)) acks.push(this.#take());
    }
    return acks;
  }

  /** The body has ended. @throws ArchiverError `Truncated` within an acknowledgement. */
  end(): void {
    if (this.#length > 0) throw new ArchiverError('Truncated', 'the connection ended within an acknowledgement');
  }

  #endsWith(byte: number): boolean {
    if (this.#inText) {
      if (this.#escaped) this.#escaped = false;
      else if (byte === BACKSLASH) this.#escaped = true;
      else if (byte === QUOTE) this.#inText = false;
      return false;
    }
    if (byte === QUOTE) this.#inText = true;
    else if (byte === OPEN && this.#length > 1) throw corrupt('one holds another object');
    return byte === CLOSE;
  }

  #take(): Ack {
    const text = Buffer.from(this.#pending.buffer, 0, this.#length).toString('utf8');
    this.#length = 0;
    return readAck(text);
  }
}

function corrupt(why: string): ArchiverError {
  return new ArchiverError('Corrupt', `the service's answer holds no list of acknowledgements: ${why}`);
}
