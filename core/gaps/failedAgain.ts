import type { GapRow } from '../ledger/ledgerRow.ts';
import { gapExpiry } from './gapExpiry.ts';
import { nextTry } from './nextTry.ts';

/**
 * The gap after a round that did not fill it: its story goes on, and backfill waits longer than before.
 *
 * @param gap as this round leaves it, without what the rounds before have said
 * @param before the row that stands, where there is one; the round that wrote it counts once, however often it is told
 */
export function failedAgain(
  gap: GapRow,
  before: GapRow | undefined,
  retentionHours: number | undefined,
  nowMs: number,
): GapRow {
  const told = before !== undefined && before.runId === gap.runId && before.reason === gap.reason;
  const rounds = (before?.rounds ?? (before === undefined ? 0 : 1)) + (told ? 0 : 1);
  const expiresMs = gapExpiry(gap, retentionHours);
  return {
    ...gap,
    rounds,
    firstFailedMs: before?.firstFailedMs ?? before?.writtenMs ?? nowMs,
    ...(expiresMs === undefined ? {} : { expiresMs }),
    ...(gap.reason === 'failed' ? { nextTryMs: nextTry(rounds, nowMs, expiresMs) } : {}),
  };
}
