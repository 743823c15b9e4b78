import { realSystem } from '../../../cloud/system/realSystem.ts';
import type { System } from '../../../core/system.ts';

/** The real system with a clock that can be put forward and back. */
export function shiftedSystem(): System & { shift(ms: number): void } {
  let offsetMs = 0;
  return {
    ...realSystem,
    clock: { ...realSystem.clock, now: () => realSystem.clock.now() + offsetMs },
    shift(ms) {
      offsetMs += ms;
    },
  };
}
