import type { Box } from './Box.ts';
import { corruptBox } from './corruptBox.ts';

/** Reads the fields of one box in order; never beyond its end. */
export class BoxCursor {
  readonly box: Box;
  readonly #view: DataView;
  readonly #base: number;
  #at: number;

  /** @param view the bytes that hold the box, of which the first has offset `base` in the file */
  constructor(view: DataView, base: number, box: Box) {
    this.box = box;
    this.#view = view;
    this.#base = base;
    this.#at = box.dataStart;
  }

  /** Offset of the next field in the file. */
  get position(): number {
    return this.#at;
  }

  get remaining(): number {
    return this.box.end - this.#at;
  }

  skip(bytes: number): void {
    this.#take(bytes);
  }

  u8(): number {
    return this.#view.getUint8(this.#take(1));
  }

  u16(): number {
    return this.#view.getUint16(this.#take(2));
  }

  u32(): number {
    return this.#view.getUint32(this.#take(4));
  }

  i32(): number {
    return this.#view.getInt32(this.#take(4));
  }

  /** @throws ArchiverError `Corrupt` over 2^53 - 1 */
  u64(): number {
    const value = this.u32() * 2 ** 32 + this.u32();
    if (!Number.isSafeInteger(value)) throw this.fault('holds a number over 2^53 - 1');
    return value;
  }

  /** Four characters. */
  type(): string {
    return String.fromCharCode(this.u8(), this.u8(), this.u8(), this.u8());
  }

  /** Version and flags of a full box. */
  versionAndFlags(): { version: number; flags: number } {
    const word = this.u32();
    return { version: word >>> 24, flags: word & 0xff_ffff };
  }

  /** The boxes from here to the end, one at a time. */
  *children(): Generator<Box> {
    while (this.remaining > 0) {
      const start = this.#at;
      let size = this.u32();
      const type = this.type();
      if (size === 1) size = this.u64();
      else if (size === 0) size = this.box.end - start;
      const end = start + size;
      if (end < this.#at || end > this.box.end) throw corruptBox(type, start, `does not fit in ${this.box.type}`);
      yield { type, start, dataStart: this.#at, end };
      this.#at = end;
    }
  }

  /** A cursor over a child. */
  enter(child: Box): BoxCursor {
    return new BoxCursor(this.#view, this.#base, child);
  }

  fault(what: string): Error {
    return corruptBox(this.box.type, this.box.start, what);
  }

  #take(bytes: number): number {
    if (bytes > this.remaining) throw this.fault('ends within its own fields');
    const at = this.#at - this.#base;
    this.#at += bytes;
    return at;
  }
}
