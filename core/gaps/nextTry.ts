const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

/** After how many rounds how long to wait: an outage of minutes is mended soon, a lasting one costs little. */
const DELAYS_MS = [5 * MINUTE_MS, 15 * MINUTE_MS, HOUR_MS, 6 * HOUR_MS, 24 * HOUR_MS] as const;
/** So long before KVS takes the first fragment away, a gap is tried once more: three rounds of the usual schedule. */
const LAST_CHANCE_MS = 45 * MINUTE_MS;

/**
 * When backfill tries a `failed` gap next: later and later, and surely once shortly before it expires.
 *
 * @param rounds that ended in this gap so far, at least one
 * @param expiresMs from when on KVS takes fragments of it away; `undefined` where that is not known
 */
export function nextTry(rounds: number, nowMs: number, expiresMs: number | undefined): number {
  const delay = DELAYS_MS[Math.min(Math.max(1, rounds), DELAYS_MS.length) - 1] ?? 0;
  const usual = nowMs + delay;
  if (expiresMs === undefined) return usual;
  const lastChance = expiresMs - LAST_CHANCE_MS;
  if (nowMs < lastChance) return Math.min(usual, lastChance);
  // Within the last chance, every five minutes; beyond expiry, when it is to be written down as expired.
  return Math.min(nowMs + DELAYS_MS[0], Math.max(nowMs, expiresMs));
}
