import { type GapRow, type PlanLedgerRow, planRowKey, type StoredFile } from '../../../core/ledger/ledgerRow.ts';
import { type RowSummary, summaryOf } from '../../../core/ledger/rowSummary.ts';
import type { LedgerAudit } from '../../../core/ports/ledgerAudit.ts';
import type { MemoryLedger } from './MemoryLedger.ts';

/** The ledger in memory as an audit reads and repairs it, with the conditions of the real one. */
export class MemoryLedgerAudit implements LedgerAudit {
  readonly #ledger: MemoryLedger;

  constructor(ledger: MemoryLedger) {
    this.#ledger = ledger;
  }

  async *summaries(streamArn: string, fromMs: number, toMs: number): AsyncIterable<RowSummary> {
    for (const row of this.#plans(streamArn)) {
      if (row.startProducerMs >= fromMs && row.startProducerMs < toMs) yield summaryOf(row);
    }
  }

  async extent(streamArn: string): Promise<{ firstMs: number; lastMs: number } | undefined> {
    const rows = this.#plans(streamArn);
    const [first, last] = [rows[0], rows[rows.length - 1]];
    if (first === undefined || last === undefined) return undefined;
    return { firstMs: first.endProducerMs, lastMs: last.endProducerMs };
  }

  async giveUpClip(gap: GapRow, lost: StoredFile): Promise<boolean> {
    const key = `${gap.streamArn} ${planRowKey(gap)}`;
    const row = this.#ledger.rows.get(key);
    if (row?.kind !== 'clip' || ![row.clip?.sha256, row.bundle?.sha256].includes(lost.sha256)) return false;
    this.#ledger.rows.set(key, gap);
    return true;
  }

  async replaceClip(streamArn: string, rowKey: string, lost: StoredFile, made: StoredFile): Promise<boolean> {
    const key = `${streamArn} ${rowKey}`;
    const row = this.#ledger.rows.get(key);
    if (row?.kind !== 'clip' || row.clip?.sha256 !== lost.sha256) return false;
    this.#ledger.rows.set(key, { ...row, clip: made, source: 'FRAGMENTS' });
    return true;
  }

  async forgetFile(streamArn: string, rowKey: string, what: 'clip' | 'bundle', lost: StoredFile): Promise<boolean> {
    const key = `${streamArn} ${rowKey}`;
    const row = this.#ledger.rows.get(key);
    const other = what === 'clip' ? 'bundle' : 'clip';
    if (row?.kind !== 'clip' || row[other] === undefined || row[what]?.sha256 !== lost.sha256) return false;
    const { [what]: _gone, ...rest } = row;
    this.#ledger.rows.set(key, rest);
    return true;
  }

  #plans(streamArn: string): PlanLedgerRow[] {
    const rows = [...this.#ledger.rows.values()].filter(
      (row): row is PlanLedgerRow => row.streamArn === streamArn && row.kind !== 'unseen',
    );
    return rows.sort((a, b) => (planRowKey(a) < planRowKey(b) ? -1 : 1));
  }
}
