/**
 * What the pure code may not take for itself: time, waiting, randomness. The real ones stand in `cloud/system/`;
 * tests and simulations pass their own, so that any run can be ordered and repeated from its seed.
 */

/** The present, in UTC epoch milliseconds, and the way to wait. */
export interface Clock {
  now(): number;
  /** Resolves after `ms`; rejects with the signal's reason when it is aborted first. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
}

/** A source of randomness. */
export interface Random {
  /** A number in [0, 1). */
  fraction(): number;
  /** `count` random bytes. */
  bytes(count: number): Uint8Array;
  /** A random UUID, version 4. */
  uuid(): string;
}

/** What every process needs from the outside, passed as one. */
export interface System {
  readonly clock: Clock;
  readonly random: Random;
}
