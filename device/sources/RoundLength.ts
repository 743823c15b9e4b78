const SHORTEST_FRAME_MS = 1;

/** Measures how long a file's video lasts while it is played: to its last picture's end. */
export class RoundLength {
  #firstMs = Number.POSITIVE_INFINITY;
  #lastMs = 0;
  #lastDurationMs = 0;
  #count = 0;

  /** Takes a picture's time and duration; the last one's duration is 0 in Matroska. */
  take(atMs: number, durationMs: number): void {
    this.#count += 1;
    this.#firstMs = Math.min(this.#firstMs, atMs);
    if (atMs < this.#lastMs) return;
    this.#lastMs = atMs;
    this.#lastDurationMs = durationMs;
  }

  /** Whole milliseconds. A last picture without a duration lasts as long as the others do on average. */
  ms(): number {
    const average = this.#count > 1 ? (this.#lastMs - this.#firstMs) / (this.#count - 1) : 40;
    const last = this.#lastDurationMs > 0 ? this.#lastDurationMs : average;
    return Math.round(this.#lastMs + Math.max(SHORTEST_FRAME_MS, last));
  }
}
