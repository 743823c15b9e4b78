import { plainBytes } from './plainBytes.ts';

const SMALLEST_BUFFER = 64 * 1024;
/** A buffer larger than this is given back when it is empty. */
const LARGEST_IDLE_BUFFER = 8 * 1024 * 1024;

/**
 * The part of a body that is still needed, in one piece. Offsets are those of the body. While everything older has been
 * dropped, a new chunk is read in place; only what is left of it is copied, by `keep`.
 */
export class ByteWindow {
  /** Holds the window; `bytes[0]` has offset `base`. */
  bytes: Uint8Array = new Uint8Array(0);
  base = 0;
  #own: Uint8Array = this.bytes;
  #from = 0;
  #to = 0;

  /** Offset of the first byte that is still there. */
  get start(): number {
    return this.base + this.#from;
  }

  /** Offset one past the last byte that has come. */
  get end(): number {
    return this.base + this.#to;
  }

  /** Adds a chunk, read in place until `keep` is called where nothing older is left. */
  push(chunk: Uint8Array): void {
    if (this.#from < this.#to) {
      this.#makeRoom(chunk.length);
      this.bytes.set(chunk, this.#to);
      this.#to += chunk.length;
    } else if (chunk.length > 0) {
      this.base = this.end;
      this.bytes = plainBytes(chunk);
      this.#from = 0;
      this.#to = chunk.length;
    }
  }

  /** Drops everything before `offset`. */
  drop(offset: number): void {
    this.#from = Math.min(Math.max(offset - this.base, this.#from), this.#to);
  }

  /** Copies what is left of a chunk that was read in place, so that its owner may reuse it. */
  keep(): void {
    if (this.#from === this.#to && this.#own.length > LARGEST_IDLE_BUFFER) this.#own = new Uint8Array(0);
    if (this.bytes !== this.#own) this.#moveToFront(0);
  }

  /** The bytes between two offsets, as a view. */
  view(start: number, end: number): Uint8Array {
    return this.bytes.subarray(start - this.base, end - this.base);
  }

  #makeRoom(more: number): void {
    if (this.bytes !== this.#own || this.#to + more > this.bytes.length) this.#moveToFront(more);
  }

  /**
   * Moves the window to the front of a buffer with room for `more` bytes. The buffer doubles, and at least half of it is
   * free after a move, so that the copies stay linear in what has come.
   */
  #moveToFront(more: number): void {
    const live = this.#to - this.#from;
    const left = this.bytes.subarray(this.#from, this.#to);
    if ((live + more) * 2 > this.#own.length) {
      this.#own = new Uint8Array(Math.max(SMALLEST_BUFFER, (live + more) * 2));
    }
    this.#own.set(left);
    this.base += this.#from;
    this.bytes = this.#own;
    this.#from = 0;
    this.#to = live;
  }
}
