import type { Clock } from '../../../core/system.ts';

/**
 * A quota of so much a second. A request that asks for more than the whole bucket passes when the bucket is full, and
 * is paid off afterwards: a GetMediaForFragmentList of 1,000 fragments is legal, at 500 points a second (assumed).
 */
export class TokenBucket {
  readonly #clock: Clock;
  readonly #perSecond: number;
  #tokens: number;
  #filledAtMs: number;

  constructor(clock: Clock, perSecond: number) {
    this.#clock = clock;
    this.#perSecond = perSecond;
    this.#tokens = perSecond;
    this.#filledAtMs = clock.now();
  }

  /** Takes `cost`, or nothing at all and tells so. */
  take(cost: number): boolean {
    if (!this.holds(cost)) return false;
    this.#tokens -= cost;
    return true;
  }

  /** Whether `take(cost)` would pass now. */
  holds(cost: number): boolean {
    const now = this.#clock.now();
    // A clock that goes back must not take tokens away.
    const elapsedMs = Math.max(0, now - this.#filledAtMs);
    this.#filledAtMs = now;
    this.#tokens = Math.min(this.#perSecond, this.#tokens + (elapsedMs * this.#perSecond) / 1000);
    return this.#tokens >= Math.min(cost, this.#perSecond);
  }
}
