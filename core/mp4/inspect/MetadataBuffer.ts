const SMALLEST_BUFFER = 4096;

/** Bytes of one box, which double their room as they come: what a box claims to hold is not believed. */
export class MetadataBuffer {
  #bytes = new Uint8Array(SMALLEST_BUFFER);
  #length = 0;

  get length(): number {
    return this.#length;
  }

  append(bytes: Uint8Array): void {
    const length = this.#length + bytes.length;
    if (length > this.#bytes.length) {
      const grown = new Uint8Array(length * 2);
      grown.set(this.#bytes.subarray(0, this.#length));
      this.#bytes = grown;
    }
    this.#bytes.set(bytes, this.#length);
    this.#length = length;
  }

  /** What has come; valid until the next call. */
  view(): DataView {
    return new DataView(this.#bytes.buffer, 0, this.#length);
  }

  clear(): void {
    this.#length = 0;
  }
}
