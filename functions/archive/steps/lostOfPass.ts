import { planRowKey } from '../../../core/ledger/ledgerRow.ts';
import type { Ledger } from '../../../core/ports/ledger.ts';
import { isByHand, isOfGaps, type ListingSummary, type PlanOutcome, type Window } from '../../../core/runs/run.ts';

export interface PassResult {
  readonly window: Window;
  readonly listing: ListingSummary;
  readonly outcomes: readonly PlanOutcome[];
}

/**
 * What makes a run red. Of a live pass: plans that became gaps. Of a person's run, at its end: the open `failed` gaps of
 * what it covers, for then it did not do what it was asked for. Of backfill also what had expired before its turn.
 *
 * @param last whether this is the last pass of the run over the stream
 */
export async function lostOfPass(pass: PassResult, last: boolean, ledger: Ledger): Promise<number> {
  const { window, listing, outcomes } = pass;
  const gaps = outcomes.filter(({ status }) => status === 'gap');
  const expired = isOfGaps(window) ? (listing.expired ?? 0) : 0;
  if (!isByHand(window)) return gaps.length + expired;
  const failed = last ? await openGaps(window, ledger) : 0;
  if (window.range !== undefined) return failed;
  return failed + expired + gaps.filter(({ reason }) => reason !== 'failed').length;
}

/** The `failed` gaps that are left. The list of them lags behind the rows: each row is asked. */
async function openGaps({ streamArn, range }: Window, ledger: Ledger): Promise<number> {
  let open = 0;
  let after: string | undefined;
  do {
    const page = await ledger.gaps(streamArn, after === undefined ? {} : { after });
    for (const gap of page.items) {
      if (gap.kind !== 'gap' || gap.reason !== 'failed') continue;
      if (range !== undefined && (gap.startProducerMs >= range.toMs || gap.endProducerMs < range.fromMs)) continue;
      const row = await ledger.get(streamArn, planRowKey(gap));
      if (row?.kind === 'gap' && row.reason === 'failed') open++;
    }
    after = page.nextToken;
  } while (after !== undefined);
  return open;
}
