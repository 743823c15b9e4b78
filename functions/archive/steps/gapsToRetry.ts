import type { GapRow } from '../../../core/ledger/ledgerRow.ts';
import type { Ledger } from '../../../core/ports/ledger.ts';
import { isByHand, isOfGaps, type Window } from '../../../core/runs/run.ts';

/** Gaps that are looked at in one pass: more than ever find a place among the open plans. */
const CANDIDATES = 300;

/**
 * The `failed` gaps that a pass may try again, soonest-expiring first: for a range those within it, for a person's run
 * over a stream and for backfill those of the whole stream (the schedule's only as they are due), for a live pass none.
 *
 * @param within the gaps that hold some of what the pass has listed
 */
export async function gapsToRetry(
  window: Window,
  within: readonly GapRow[],
  nowMs: number,
  ledger: Ledger,
): Promise<GapRow[]> {
  if (!isByHand(window) && !isOfGaps(window)) return [];
  const found: GapRow[] = [];
  const wanted = (gap: GapRow): boolean =>
    gap.reason === 'failed' && isEarlier(gap, window) && isDue(gap, window, nowMs);
  if (window.range !== undefined) {
    found.push(...within.filter(wanted));
  } else {
    let after: string | undefined;
    do {
      const page = await ledger.gaps(window.streamArn, after === undefined ? {} : { after });
      for (const row of page.items) if (row.kind === 'gap' && wanted(row)) found.push(row);
      after = page.nextToken;
      // In order of time, so that the first are, but for late uploads, the soonest to expire.
    } while (after !== undefined && found.length < CANDIDATES);
  }
  return found.sort((a, b) => (a.expiresMs ?? 0) - (b.expiresMs ?? 0));
}

/** What this run could not store itself, or the one that it continues, is not tried again for ever. */
function isEarlier(gap: GapRow, { runId, continuesMs }: Window): boolean {
  return gap.runId !== runId && (continuesMs === undefined || gap.writtenMs < continuesMs);
}

function isDue(gap: GapRow, { kind }: Window, nowMs: number): boolean {
  return kind !== 'backfill' || (gap.nextTryMs ?? 0) <= nowMs;
}
