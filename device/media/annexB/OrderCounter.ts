/** Makes whole picture order counts of their low bits (ITU-T H.264, 8.2.1.1; H.265, 8.3.1). */
export class OrderCounter {
  readonly #cycle: number;
  #high = 0;
  #low = 0;

  /** @param bits width of the low part */
  constructor(bits: number) {
    this.#cycle = 2 ** bits;
  }

  /** @param reset a picture where the count begins anew */
  take(low: number, { reset, isReference }: { reset: boolean; isReference: boolean }): number {
    if (reset) {
      this.#high = 0;
      this.#low = 0;
    }
    let high = this.#high;
    if (low < this.#low && this.#low - low >= this.#cycle / 2) high += this.#cycle;
    else if (low > this.#low && low - this.#low > this.#cycle / 2) high -= this.#cycle;
    if (isReference) {
      this.#high = high;
      this.#low = low;
    }
    return high + low;
  }
}
