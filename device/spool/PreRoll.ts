/** Around an event: how much footage of before and after it goes out, in milliseconds. */
export interface EventSpan {
  readonly preRollMs: number;
  readonly postRollMs: number;
}

/** What of a fragment the pre-roll looks at. */
export interface Held {
  readonly timecodeMs: number;
  readonly lastMs: number;
  readonly payloadBytes: number;
}

/** What becomes of fragments when the next one comes: to send, in order, or never to be sent. */
export interface PreRollStep<T> {
  readonly released: readonly T[];
  readonly passedOver: readonly T[];
}

/**
 * Keeps the latest footage in memory until an event asks for it: nothing is written or sent for a camera before which
 * nothing happens. Bounded by the pre-roll, and in bytes.
 */
export class PreRoll<T extends Held> {
  readonly #span: EventSpan;
  readonly #maxBytes: number;
  readonly #held: T[] = [];
  #heldBytes = 0;
  #openUntilMs = Number.NEGATIVE_INFINITY;

  constructor(span: EventSpan, maxBytes: number) {
    this.#span = span;
    this.#maxBytes = maxBytes;
  }

  /** Producer time up to which footage is let through. */
  get openUntilMs(): number {
    return this.#openUntilMs;
  }

  /** @param isEvent something happened within this fragment. */
  push(fragment: T, isEvent: boolean): PreRollStep<T> {
    const { preRollMs, postRollMs } = this.#span;
    if (isEvent) {
      const passedOver = this.#takeWhile((held) => held.lastMs < fragment.timecodeMs - preRollMs);
      const released = [...this.#takeWhile(() => true), fragment];
      this.#openUntilMs = Math.max(this.#openUntilMs, fragment.lastMs + postRollMs);
      return { released, passedOver };
    }
    if (fragment.timecodeMs <= this.#openUntilMs) return { released: [fragment], passedOver: [] };
    this.#held.push(fragment);
    this.#heldBytes += fragment.payloadBytes;
    const passedOver = this.#takeWhile(
      (held) => held.lastMs < fragment.lastMs - preRollMs || this.#heldBytes > this.#maxBytes,
    );
    return { released: [], passedOver };
  }

  /** No more will come: what no event has asked for. */
  end(): readonly T[] {
    return this.#takeWhile(() => true);
  }

  #takeWhile(isDue: (held: T) => boolean): T[] {
    const taken: T[] = [];
    for (let first = this.#held[0]; first !== undefined && isDue(first); first = this.#held[0]) {
      this.#held.shift();
      this.#heldBytes -= first.payloadBytes;
      taken.push(first);
    }
    return taken;
  }
}
