/** Lets some work begin at a time, in the order in which it was asked for. */
export class Turns {
  readonly #waiting: (() => void)[] = [];
  #free: number;

  /** @param most how many at the same time */
  constructor(most: number) {
    this.#free = most;
  }

  /** Does it when its turn has come; what was called off while it waited is not begun. */
  async take<T>(work: () => Promise<T>, signal: AbortSignal): Promise<T> {
    if (this.#free > 0) this.#free -= 1;
    else await new Promise<void>((resolve) => void this.#waiting.push(resolve));
    try {
      signal.throwIfAborted();
      return await work();
    } finally {
      const next = this.#waiting.shift();
      if (next === undefined) this.#free += 1;
      else next();
    }
  }
}
