import { producerMs } from '../../../core/fragment.ts';
import type { PlanLedgerRow } from '../../../core/ledger/ledgerRow.ts';
import type { Ledger } from '../../../core/ports/ledger.ts';

/** A span of producer time; `toMs` is no part of it. */
export interface CustodySpan {
  readonly fromMs: number;
  readonly toMs: number;
}

/** All of a stream: ledger keys hold fifteen digits. */
export const ALL_TIME: CustodySpan = { fromMs: 0, toMs: 10 ** 14 };

interface Footage {
  readonly startProducerMs: number;
  readonly endProducerMs: number;
}

/** Whether footage lies in the span, and nothing of it outside. */
export const liesIn = ({ fromMs, toMs }: CustodySpan, { startProducerMs, endProducerMs }: Footage): boolean =>
  startProducerMs >= fromMs && endProducerMs <= toMs;

/** Whether any of it lies in the span. */
export const reachesInto = ({ fromMs, toMs }: CustodySpan, { startProducerMs, endProducerMs }: Footage): boolean =>
  startProducerMs < toMs && (endProducerMs > fromMs || startProducerMs >= fromMs);

/** The rows with footage in the span, in the order of their keys. */
export async function* rowsIn(streamArn: string, span: CustodySpan, ledger: Ledger): AsyncGenerator<PlanLedgerRow> {
  for await (const row of ledger.overlapping(streamArn, producerMs(span.fromMs), producerMs(span.toMs))) {
    if (reachesInto(span, row)) yield row;
  }
}
