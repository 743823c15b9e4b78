import type { Clock } from '../../core/system.ts';
import type { HttpRoute } from './readRoutes.ts';

export interface Throttles {
  /** Takes one request out of the route's bucket; false where it is empty. */
  take(route: HttpRoute): boolean;
}

interface Bucket {
  tokens: number;
  filledMs: number;
}

/**
 * The stage's limits. Documented: API Gateway developer guide, "Throttle requests to your HTTP APIs for better
 * throughput": a token bucket, and 429 `Too Many Requests` where it is empty. Assumed: one bucket a route, also for
 * those that share the stage's default.
 */
export function createThrottles(clock: Clock): Throttles {
  const buckets = new Map<string, Bucket>();
  return {
    take({ routeKey, throttle }) {
      if (throttle === undefined) return true;
      const now = clock.now();
      const { tokens, filledMs } = buckets.get(routeKey) ?? { tokens: throttle.burst, filledMs: now };
      const filled = Math.min(throttle.burst, tokens + (Math.max(0, now - filledMs) / 1000) * throttle.perSecond);
      buckets.set(routeKey, { tokens: filled < 1 ? filled : filled - 1, filledMs: now });
      return filled >= 1;
    },
  };
}
