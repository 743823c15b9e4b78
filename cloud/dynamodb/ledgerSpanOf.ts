import type { LedgerSpan } from '../../core/coverage/LedgerSpan.ts';

type Item = Record<string, unknown>;

/** What of a row a timeline needs, as a projection. */
export const LEDGER_SPAN =
  'kind, planId, startProducerMs, endProducerMs, reason, retireAtMs, earliestServerMs, fragments';

/** A row without what a timeline has no use for; a split plan's parts are rows of their own. */
export function ledgerSpanOf(item: Item): LedgerSpan | undefined {
  if (item.kind === 'split') return undefined;
  // Member by member, thousands of times: a rest and a spread cost several times as much.
  const span: Item = {
    planId: item.planId,
    kind: item.kind,
    fragments: item.fragments ?? 0,
    startMs: item.startProducerMs,
    endMs: item.endProducerMs,
  };
  if (item.reason !== undefined) span.reason = item.reason;
  if (item.retireAtMs !== undefined) span.retireAtMs = item.retireAtMs;
  if (item.earliestServerMs !== undefined) span.earliestServerMs = item.earliestServerMs;
  return span as unknown as LedgerSpan;
}
