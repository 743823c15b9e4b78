import type { LedgerSpan } from '../../../core/coverage/LedgerSpan.ts';
import { ArchiverError } from '../../../core/errors.ts';
import type { PlanLedgerRow } from '../../../core/ledger/ledgerRow.ts';
import type { LedgerSpans } from '../../../core/ports/ledgerSpans.ts';
import type { StreamNames } from '../../../core/ports/streamNames.ts';
import type { MemoryLedger } from './MemoryLedger.ts';
import type { MemoryStreamStore } from './MemoryStreamStore.ts';

/** The ledger in memory, as a timeline reads it. */
export class MemoryLedgerSpans implements LedgerSpans {
  readonly #ledger: MemoryLedger;

  constructor(ledger: MemoryLedger) {
    this.#ledger = ledger;
  }

  async between(streamArn: string, fromMs: number, toMs: number, limit: number): Promise<LedgerSpan[]> {
    const found = this.#spans(streamArn).filter(({ startMs, endMs }) => endMs >= fromMs && startMs <= toMs);
    if (found.length > limit) throw new ArchiverError('InvalidInput', 'from: too many');
    return found;
  }

  async latest(streamArn: string): Promise<LedgerSpan | undefined> {
    return this.#spans(streamArn)
      .sort((a, b) => a.endMs - b.endMs)
      .at(-1);
  }

  async unseen(streamArn: string) {
    return [...this.#ledger.rows.values()].flatMap((row) =>
      row.kind === 'unseen' && row.streamArn === streamArn
        ? [{ startMs: row.startServerMs, endMs: row.endServerMs }]
        : [],
    );
  }

  #spans(streamArn: string): LedgerSpan[] {
    return [...this.#ledger.rows.values()].flatMap((row) =>
      row.kind === 'unseen' || row.kind === 'split' || row.streamArn !== streamArn ? [] : [spanOf(row)],
    );
  }
}

function spanOf(row: Exclude<PlanLedgerRow, { kind: 'split' }>): LedgerSpan {
  return {
    planId: row.planId,
    kind: row.kind,
    startMs: row.startProducerMs,
    endMs: row.endProducerMs,
    fragments: row.numbers.length,
    ...(row.kind === 'gap' ? { reason: row.reason } : {}),
    ...(row.kind === 'clip' && row.retireAtMs !== undefined ? { retireAtMs: row.retireAtMs } : {}),
    ...(row.kind !== 'erased' && row.earliestServerMs !== undefined ? { earliestServerMs: row.earliestServerMs } : {}),
  };
}

/** Which streams bore a name, in memory. */
export class MemoryStreamNames implements StreamNames {
  readonly #streams: MemoryStreamStore;

  constructor(streams: MemoryStreamStore) {
    this.#streams = streams;
  }

  async arnsOf(streamName: string): Promise<string[]> {
    return [...this.#streams.items.values()]
      .filter((state) => state.streamName === streamName)
      .map(({ streamArn }) => streamArn);
  }
}
