import type { Clock } from '../../../core/system.ts';
import { abortable } from './abortable.ts';

/** A timer of Node holds at most 2^31-1 ms: longer waits are made of several. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

/** Waits until the clock shows `untilMs`; rejects with the signal's own reason when it is aborted. */
export async function sleepUntil(clock: Clock, untilMs: number, signal: AbortSignal): Promise<void> {
  for (let left = untilMs - clock.now(); left > 0; left = untilMs - clock.now()) {
    await abortable(clock.sleep(Math.min(left, LONGEST_TIMER_MS), signal), signal);
  }
  signal.throwIfAborted();
}
