import type { CoverageSpan } from './CoverageSpan.ts';
import { clockSkew } from './clockSkew.ts';
import type { CoverageQuestion } from './coverageOf.ts';

interface Claim {
  readonly startMs: number;
  readonly endMs: number;
  readonly kind: 'expired' | 'unclaimed';
}

/**
 * What is to be said where no row, no open plan and no listing holds anything. `unclaimed` from where a stream that KVS
 * still has was not looked at yet, and where it was there before archiving began; `expired`, by estimate, where footage
 * may have left KVS before anybody saw it; `not-recorded` everywhere else.
 *
 * Server time is set on the footage clock by the skew that the rows nearest to it tell.
 */
export function claimsOf({
  rows,
  streams,
}: Pick<CoverageQuestion, 'rows' | 'streams'>): (startMs: number, endMs: number) => CoverageSpan[] {
  const claims: Claim[] = [];
  const claim = (kind: Claim['kind'], startServerMs: number, endServerMs: number): void => {
    const startMs = startServerMs - clockSkew(rows, startServerMs);
    const endMs = endServerMs === Number.POSITIVE_INFINITY ? endServerMs : endServerMs - clockSkew(rows, endServerMs);
    if (startMs < endMs) claims.push({ kind, startMs, endMs });
  };
  for (const { createdMs, beganMs, watermarkMs, goneMs, unseen } of streams) {
    if (beganMs !== undefined) claim('unclaimed', createdMs, beganMs);
    if (goneMs === undefined) claim('unclaimed', watermarkMs, Number.POSITIVE_INFINITY);
    else claim('expired', watermarkMs, goneMs);
    for (const { startMs, endMs } of unseen) claim('expired', startMs, endMs);
  }
  if (streams.length === 0) claims.push({ kind: 'unclaimed', startMs: -Infinity, endMs: Infinity });

  return (startMs, endMs) => {
    const inside = claims.filter((each) => each.startMs < endMs && each.endMs > startMs);
    const cuts = new Set([startMs, endMs]);
    for (const each of inside) {
      if (each.startMs > startMs) cuts.add(each.startMs);
      if (each.endMs < endMs) cuts.add(each.endMs);
    }
    const ordered = [...cuts].sort((a, b) => a - b);
    return ordered.slice(1).map((end, index): CoverageSpan => {
      const start = ordered[index] ?? startMs;
      const holding = inside.filter((each) => each.startMs <= start && each.endMs >= end);
      if (holding.some(({ kind }) => kind === 'expired')) {
        return { startMs: start, endMs: end, kind: 'expired', estimated: true };
      }
      return { startMs: start, endMs: end, kind: holding.length > 0 ? 'unclaimed' : 'not-recorded' };
    });
  };
}
