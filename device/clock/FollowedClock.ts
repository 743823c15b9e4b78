import type { Clock } from '../../core/system.ts';

/** A clock that is set later than this against the steady one has been set by somebody. */
const JUMP_MS = 1_000;
/** NTP turns a clock by at most 500 ppm; so much is followed each time it is read. */
const FOLLOWED_MS = 1;

/**
 * The system's clock for stamping footage: it never goes back. A clock that is set forward is followed at once (a board
 * without a battery, when NTP answers); one that is set back is not, since footage that is earlier than what was sent
 * would be refused or hide it: time goes on by the steady clock until the system's has caught up. Both are told.
 */
export class FollowedClock implements Clock {
  readonly #system: Clock;
  readonly #steadyMs: () => number;
  readonly #onJump: (message: string) => void;
  #steadyAtMs: number;
  #nowMs: number;
  #isBehind = false;

  /** @param steadyMs milliseconds that only count on (performance.now) */
  constructor(system: Clock, steadyMs: () => number, onJump: (message: string) => void) {
    this.#system = system;
    this.#steadyMs = steadyMs;
    this.#onJump = onJump;
    this.#steadyAtMs = steadyMs();
    this.#nowMs = system.now();
  }

  now(): number {
    const steadyMs = this.#steadyMs();
    const expectedMs = this.#nowMs + Math.max(0, steadyMs - this.#steadyAtMs);
    this.#steadyAtMs = steadyMs;
    this.#nowMs = this.#follow(expectedMs);
    return Math.round(this.#nowMs);
  }

  sleep(ms: number, signal?: AbortSignal): Promise<void> {
    return this.#system.sleep(ms, signal);
  }

  #follow(expectedMs: number): number {
    const offMs = this.#system.now() - expectedMs;
    if (offMs > JUMP_MS) {
      if (!this.#isBehind)
        this.#onJump(`the clock was set forward by ${seconds(offMs)}: footage follows it from here on`);
      return expectedMs + offMs;
    }
    if (offMs < -JUMP_MS) {
      if (!this.#isBehind) {
        this.#onJump(
          `the clock was set back by ${seconds(-offMs)}: footage goes on by its own time, since it must not go back; ` +
            'start again to follow the clock',
        );
      }
      this.#isBehind = true;
      return expectedMs;
    }
    this.#isBehind = false;
    return expectedMs + Math.max(-FOLLOWED_MS, Math.min(FOLLOWED_MS, offMs));
  }
}

function seconds(ms: number): string {
  return `${(ms / 1_000).toFixed(1)} s`;
}
