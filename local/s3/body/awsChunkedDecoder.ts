import { S3Error } from '../s3Error.ts';

/** A chunk's head is `hex;chunk-signature=64 hex`: 100 bytes at most; leave room for extensions yet unknown. */
const MAX_LINE_BYTES = 2_048;
/** Documented: user guide, trailing headers; a checksum and its signature are under 300 bytes. */
const MAX_TRAILER_BYTES = 8_192;
/** 5 GiB, the largest body of one request, has 9 digits. */
const MAX_SIZE_DIGITS = 12;

type State = 'head' | 'data' | 'data-end' | 'trailer' | 'done';

/**
 * Decodes `aws-chunked` bodies (documented: "Signature calculations ... transferring payload in multiple chunks"),
 * signed or not, with or without trailers, fed in pieces of any size. Keeps at most one line; data passes through as
 * views on what was fed. Chunk signatures are not verified here: that takes the secret key, which only the gateway has.
 */
export class AwsChunkedDecoder {
  /** Trailers by lower-case name, complete once `finish` has returned. */
  readonly trailers = new Map<string, string>();
  #state: State = 'head';
  #line: Buffer[] = [];
  #lineBytes = 0;
  #trailerBytes = 0;
  #remaining = 0;

  /** Decodes one piece; returns the data in it, in order. */
  push(piece: Uint8Array): Buffer[] {
    const bytes = Buffer.from(piece.buffer, piece.byteOffset, piece.byteLength);
    const data: Buffer[] = [];
    let at = 0;
    while (at < bytes.length) {
      if (this.#state === 'data') {
        const end = Math.min(bytes.length, at + this.#remaining);
        data.push(bytes.subarray(at, end));
        this.#remaining -= end - at;
        at = end;
        if (this.#remaining === 0) this.#state = 'data-end';
        continue;
      }
      if (this.#state === 'done') throw malformed('data after the last chunk');
      const newline = bytes.indexOf(0x0a, at);
      const end = newline === -1 ? bytes.length : newline + 1;
      this.#keep(bytes.subarray(at, end));
      at = end;
      if (newline !== -1) this.#takeLine();
    }
    return data;
  }

  /** Says that the body has ended; throws `IncompleteBody` where it is cut off. */
  finish(): void {
    // Some clients leave out the empty line after the last chunk or the trailers.
    if (this.#state === 'trailer' && this.#lineBytes === 0) this.#state = 'done';
    if (this.#state !== 'done') throw new S3Error('IncompleteBody', { message: 'The chunked body ended early.' });
  }

  #keep(bytes: Buffer): void {
    this.#lineBytes += bytes.length;
    if (this.#lineBytes > MAX_LINE_BYTES) throw malformed('a line is too long');
    // A copy: `bytes` is a view on a pooled piece that would be held for as long as the line is open.
    this.#line.push(Buffer.from(bytes));
  }

  #takeLine(): void {
    const line = Buffer.concat(this.#line)
      .toString('latin1')
      .replace(/\r?\n$/, '');
    this.#trailerBytes += this.#state === 'trailer' ? this.#lineBytes : 0;
    this.#line = [];
    this.#lineBytes = 0;
    if (this.#state === 'head') this.#takeHead(line);
    else if (this.#state === 'data-end') this.#takeDataEnd(line);
    else this.#takeTrailer(line);
  }

  #takeHead(line: string): void {
    const digits = line.split(';', 1)[0] ?? '';
    if (!/^[0-9a-fA-F]+$/.test(digits) || digits.length > MAX_SIZE_DIGITS) throw malformed('a chunk has no valid size');
    this.#remaining = Number.parseInt(digits, 16);
    this.#state = this.#remaining === 0 ? 'trailer' : 'data';
  }

  #takeDataEnd(line: string): void {
    if (line !== '') throw malformed('a chunk is longer than its size');
    this.#state = 'head';
  }

  #takeTrailer(line: string): void {
    if (this.#trailerBytes > MAX_TRAILER_BYTES) throw malformed('the trailers are too long');
    if (line === '') {
      this.#state = 'done';
      return;
    }
    const colon = line.indexOf(':');
    if (colon < 1) throw malformed('a trailer has no name');
    this.trailers.set(line.slice(0, colon).trim().toLowerCase(), line.slice(colon + 1).trim());
  }
}

function malformed(reason: string): S3Error {
  return new S3Error('InvalidRequest', { message: `The aws-chunked body is malformed: ${reason}.` });
}
