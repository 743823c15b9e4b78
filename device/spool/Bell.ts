/** Wakes whoever waits for a change; a ring that nobody waits for is not kept. */
export class Bell {
  #wake: (() => void) | undefined;
  #next: Promise<void> | undefined;

  /** Wakes all that wait. */
  ring(): void {
    this.#wake?.();
    this.#wake = undefined;
    this.#next = undefined;
  }

  /** Resolves at the next ring. Look at the state first and wait then, without an `await` between. */
  wait(): Promise<void> {
    this.#next ??= new Promise((resolve) => {
      this.#wake = resolve;
    });
    return this.#next;
  }
}
