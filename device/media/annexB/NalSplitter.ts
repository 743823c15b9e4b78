const START_CODE = Buffer.from([0, 0, 1]);
const SMALLEST_BUFFER = 64 * 1_024;

/**
 * Splits an Annex-B byte stream into NAL units while it arrives, for any chunking: start codes of 3 and 4 bytes, also
 * across chunks (ITU-T H.264 and H.265, Annex B). A unit is known to be whole at the next start code, or at the end.
 */
export class NalSplitter {
  readonly #maxUnitBytes: number;
  #buffer = Buffer.alloc(SMALLEST_BUFFER);
  #length = 0;
  /** Where the open unit begins in the buffer; -1 before the first start code, or within one that is dropped. */
  #begin = -1;
  #scanned = 0;
  #oversized = 0;

  /** @param maxUnitBytes a unit that grows larger is dropped and counted */
  constructor(maxUnitBytes = 16 * 1_024 * 1_024) {
    this.#maxUnitBytes = maxUnitBytes;
  }

  /** Units dropped for their size: bytes without a start code are no video. */
  get oversized(): number {
    return this.#oversized;
  }

  /** Takes the next bytes, which may be reused afterwards; gives the units that are whole. They are the receiver's. */
  push(chunk: Uint8Array): Uint8Array[] {
    this.#append(chunk);
    const units: Uint8Array[] = [];
    let from = this.#scanned;
    for (;;) {
      const at = this.#buffer.subarray(0, this.#length).indexOf(START_CODE, from);
      if (at < 0) break;
      this.#emit(units, at);
      this.#begin = at + START_CODE.length;
      from = this.#begin;
    }
    this.#compact(Math.max(from, this.#length - 2));
    return units;
  }

  /** The stream has ended: the last unit. */
  end(): Uint8Array[] {
    const units: Uint8Array[] = [];
    this.#emit(units, this.#length);
    this.#begin = -1;
    this.#length = 0;
    this.#scanned = 0;
    return units;
  }

  #emit(units: Uint8Array[], end: number): void {
    if (this.#begin < 0) return;
    let last = end;
    while (last > this.#begin && this.#buffer[last - 1] === 0) last -= 1;
    if (last > this.#begin) units.push(Uint8Array.from(this.#buffer.subarray(this.#begin, last)));
  }

  #append(chunk: Uint8Array): void {
    const needed = this.#length + chunk.length;
    if (needed > this.#buffer.length) {
      const larger = Buffer.alloc(Math.max(needed, this.#buffer.length * 2));
      this.#buffer.copy(larger, 0, 0, this.#length);
      this.#buffer = larger;
    }
    this.#buffer.set(chunk, this.#length);
    this.#length = needed;
  }

  /** Keeps the open unit, and of what belongs to none the two bytes that a start code may begin with. */
  #compact(scanned: number): void {
    if (this.#begin >= 0 && this.#length - this.#begin > this.#maxUnitBytes) {
      this.#oversized += 1;
      this.#begin = -1;
    }
    const keepFrom = this.#begin >= 0 ? this.#begin : Math.max(0, this.#length - 2);
    this.#buffer.copyWithin(0, keepFrom, this.#length);
    this.#length -= keepFrom;
    this.#scanned = Math.max(0, scanned - keepFrom);
    if (this.#begin >= 0) this.#begin = 0;
    else if (this.#buffer.length > this.#maxUnitBytes)
      this.#buffer = Buffer.from(this.#buffer.subarray(0, SMALLEST_BUFFER));
  }
}
