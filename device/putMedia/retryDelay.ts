/**
 * How long to wait before try number `attempt` (1 is the first repetition): doubling, bounded, and spread over the
 * upper half, so that ten thousand cameras do not come back in the same second.
 * @param fraction a random number in [0, 1).
 */
export function retryDelay(attempt: number, firstMs: number, longestMs: number, fraction: number): number {
  const wholeMs = Math.min(longestMs, firstMs * 2 ** Math.min(attempt - 1, 20));
  return Math.round(wholeMs * (0.5 + fraction / 2));
}
