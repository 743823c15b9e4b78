import type { Clock } from '../../../core/system.ts';

/** Calls `tell` every `ms` until the signal; late ones are left out. */
export async function everyInterval(ms: number, tell: () => void, clock: Clock, signal: AbortSignal): Promise<void> {
  let dueMs = clock.now() + ms;
  while (!signal.aborted) {
    await clock.sleep(Math.max(0, dueMs - clock.now()), signal).catch((error: unknown) => {
      if (!signal.aborted) throw error;
    });
    if (signal.aborted) return;
    tell();
    // A machine that slept is not made up for.
    const nowMs = clock.now();
    while (dueMs <= nowMs) dueMs += ms;
  }
}
