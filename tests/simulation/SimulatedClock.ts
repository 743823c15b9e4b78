import type { Clock, Random, System } from '../../core/system.ts';

interface Sleeper {
  readonly dueMs: number;
  /** Orders those that are due at the same moment. */
  readonly rank: number;
  readonly order: number;
  readonly wake: () => void;
}

/** A stream of numbers in [0, 1) from a seed (mulberry32). */
export function seededFractions(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Randomness that a seed repeats. */
export class SeededRandom implements Random {
  readonly fraction: () => number;

  constructor(seed: number) {
    this.fraction = seededFractions(seed);
  }

  bytes(count: number): Uint8Array {
    return Uint8Array.from({ length: count }, () => Math.floor(this.fraction() * 256));
  }

  uuid(): string {
    const bytes = Buffer.from(this.bytes(16));
    bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x40;
    bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
    return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
  }
}

/**
 * Virtual time. It stands still while anything can run, and jumps to the next sleeper's time when all are asleep: a day
 * of waiting takes no time, and the same seed gives the same order of events.
 *
 * "All are asleep" is taken to be so when the event loop has come round once with nothing but sleepers left to wake.
 * Real I/O (files, sockets) is not seen that way: let it run under {@link busy}, which holds the time still.
 */
export class SimulatedClock implements Clock {
  #nowMs: number;
  #sleepers: Sleeper[] = [];
  #order = 0;
  #busy = 0;
  #scheduled = false;
  readonly #rank: () => number;

  /** @param seed where given, sleepers that are due at the same moment wake in an order that it shuffles */
  constructor(options: { startMs?: number; seed?: number } = {}) {
    this.#nowMs = options.startMs ?? Date.UTC(2026, 0, 1);
    this.#rank = options.seed === undefined ? () => 0 : seededFractions(options.seed);
  }

  now(): number {
    return this.#nowMs;
  }

  sleep(ms: number, signal?: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      if (signal?.aborted) {
        reject(signal.reason);
        return;
      }
      const onAbort = () => {
        this.#sleepers = this.#sleepers.filter((other) => other !== sleeper);
        reject(signal?.reason);
      };
      const sleeper: Sleeper = {
        dueMs: this.#nowMs + Math.max(0, Math.ceil(ms)),
        rank: this.#rank(),
        order: this.#order++,
        wake: () => {
          signal?.removeEventListener('abort', onAbort);
          resolve();
        },
      };
      signal?.addEventListener('abort', onAbort, { once: true });
      this.#sleepers.push(sleeper);
      this.#schedule();
    });
  }

  /** Holds the time still until the work is done. */
  async busy<T>(work: () => Promise<T>): Promise<T> {
    this.#busy += 1;
    try {
      return await work();
    } finally {
      this.#busy -= 1;
      this.#schedule();
    }
  }

  /** Within {@link busy}: lets the time go on until the work, a sleep, is done. */
  async resting<T>(work: () => Promise<T>): Promise<T> {
    this.rest();
    try {
      return await work();
    } finally {
      this.wakeUp();
    }
  }

  /** Within {@link busy}: from here on the work only waits for sleepers, until {@link wakeUp}. */
  rest(): void {
    this.#busy -= 1;
    this.#schedule();
  }

  wakeUp(): void {
    this.#busy += 1;
  }

  /** How many are asleep now. */
  get asleep(): number {
    return this.#sleepers.length;
  }

  #schedule(): void {
    if (this.#scheduled || this.#busy > 0 || this.#sleepers.length === 0) return;
    this.#scheduled = true;
    setImmediate(() => {
      this.#scheduled = false;
      if (this.#busy > 0) return;
      this.#wakeNext();
      this.#schedule();
    });
  }

  #wakeNext(): void {
    const [first] = this.#sleepers.sort((a, b) => a.dueMs - b.dueMs || a.rank - b.rank || a.order - b.order);
    if (first === undefined) return;
    this.#sleepers.shift();
    this.#nowMs = Math.max(this.#nowMs, first.dueMs);
    first.wake();
  }
}

/** A whole system in virtual time. */
export function simulatedSystem(seed = 1, startMs?: number): System & { readonly clock: SimulatedClock } {
  const start = startMs === undefined ? {} : { startMs };
  return { clock: new SimulatedClock({ seed, ...start }), random: new SeededRandom(seed) };
}
