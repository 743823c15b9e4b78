import { randomBytes, randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import type { System } from '../../core/system.ts';

/** The machine's own clock and randomness: the one place where they are read. */
export const realSystem: System = {
  clock: {
    now: () => Date.now(),
    sleep: (ms, signal) => delay(ms, undefined, signal === undefined ? {} : { signal }),
  },
  random: {
    fraction: () => Math.random(),
    bytes: (count) => new Uint8Array(randomBytes(count)),
    uuid: () => randomUUID(),
  },
};
