import type { Random } from '../../../core/system.ts';
import type { Retrier } from './Definition.ts';

/** How often a retrier tries again where it does not say. Documented: Amazon States Language, "Retrying after error". */
export const DEFAULT_MAX_ATTEMPTS = 3;

/**
 * The wait before a retrier's next attempt, in milliseconds.
 * Documented: Amazon States Language, "Retrying after error": IntervalSeconds (1) times BackoffRate (2.0) to the power
 * of the attempts so far, at most MaxDelaySeconds; with JitterStrategy FULL a uniform share of it.
 *
 * @param attempts how often this retrier has retried in this visit of the state
 */
export function retryDelay(retrier: Retrier, attempts: number, random: Random): number {
  const seconds = (retrier.IntervalSeconds ?? 1) * (retrier.BackoffRate ?? 2) ** attempts;
  const capped = Math.min(seconds, retrier.MaxDelaySeconds ?? Number.POSITIVE_INFINITY);
  return 1000 * (retrier.JitterStrategy === 'FULL' ? capped * random.fraction() : capped);
}
