import type { Clock } from '../../../core/system.ts';

/** Timers are late; what they cost within this time is caught up, so that the rate on the whole is the one set. */
const CATCH_UP_MS = 50;

/** Holds one connection to a number of bytes a second; 0 is no bound. */
export class Pacer {
  readonly #clock: Clock;
  readonly #bytesPerSecond: number;
  #freeAtMs: number;

  constructor(clock: Clock, bytesPerSecond: number) {
    this.#clock = clock;
    this.#bytesPerSecond = bytesPerSecond;
    this.#freeAtMs = clock.now();
  }

  /** Resolves when `bytes` may have passed. */
  async pass(bytes: number): Promise<void> {
    if (this.#bytesPerSecond <= 0) return;
    const now = this.#clock.now();
    this.#freeAtMs = Math.max(this.#freeAtMs, now - CATCH_UP_MS) + (bytes * 1000) / this.#bytesPerSecond;
    // Timers are no finer than a millisecond; shorter waits are saved up.
    const waitMs = this.#freeAtMs - now;
    if (waitMs >= 2) await this.#clock.sleep(waitMs);
  }
}
