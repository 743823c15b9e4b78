import { realSystem } from '../../../cloud/system/realSystem.ts';
import type { System } from '../../../core/system.ts';

export interface ShiftedSystem extends System {
  /** Puts the clock forward, or back. */
  shift(ms: number): void;
  /** From now on time passes by `shift` only; `sleep` still takes real time. */
  freeze(): void;
}

/** The real system with a clock in the test's hands. */
export function shiftedSystem(): ShiftedSystem {
  let offsetMs = 0;
  let frozenAtMs: number | undefined;
  return {
    ...realSystem,
    clock: { ...realSystem.clock, now: () => (frozenAtMs ?? realSystem.clock.now()) + offsetMs },
    shift(ms) {
      offsetMs += ms;
    },
    freeze() {
      frozenAtMs = realSystem.clock.now();
    },
  };
}
