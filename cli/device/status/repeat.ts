import type { System } from '../../../core/system.ts';

/** Calls `what` every so many milliseconds until the signal. */
export function repeat(everyMs: number, system: System, signal: AbortSignal, what: () => void): void {
  const again = () => {
    system.clock.sleep(everyMs, signal).then(
      () => {
        if (signal.aborted) return;
        what();
        again();
      },
      () => undefined, // The signal.
    );
  };
  again();
}
