import { ArchiverError } from '../../../core/errors.ts';
import type { ProducerMs } from '../../../core/fragment.ts';
import {
  type ClipRow,
  type ErasedRow,
  type GapRow,
  type LedgerRow,
  type OpenGap,
  type PlanLedgerRow,
  planRowKey,
  type SplitRow,
  type StoredFile,
  type UnseenRow,
  unseenRowKey,
} from '../../../core/ledger/ledgerRow.ts';
import type { Ledger } from '../../../core/ports/ledger.ts';
import type { RaisedRetention } from '../../../core/retention/raisedRetention.ts';

/** The ledger in memory, with the conditions of the real one. */
export class MemoryLedger implements Ledger {
  readonly rows = new Map<string, LedgerRow>();

  async get(streamArn: string, rowKey: string): Promise<PlanLedgerRow | undefined> {
    return this.rows.get(`${streamArn} ${rowKey}`) as PlanLedgerRow | undefined;
  }

  async *overlapping(streamArn: string, from: ProducerMs, to: ProducerMs): AsyncIterable<PlanLedgerRow> {
    for (const row of [...this.rows.values()]) {
      if (row.streamArn !== streamArn || row.kind === 'unseen') continue;
      if (row.endProducerMs >= from && row.startProducerMs <= to) yield row;
    }
  }

  async putClip(row: ClipRow): Promise<'stored' | 'exists'> {
    return this.#putUnlessSettled(row);
  }

  async putSplit(row: SplitRow): Promise<'stored' | 'exists'> {
    return this.#putUnlessSettled(row);
  }

  async putGap(row: GapRow): Promise<'stored' | 'exists'> {
    return this.#putUnlessSettled(row);
  }

  async putErased(row: ErasedRow, over: GapRow | ClipRow | undefined): Promise<'stored' | 'changed'> {
    const key = `${row.streamArn} ${planRowKey(row)}`;
    const standing = this.rows.get(key);
    const bundled = (one: LedgerRow | undefined): boolean => one?.kind === 'clip' && one.bundle !== undefined;
    const asRead =
      standing?.kind === over?.kind && standing?.writtenMs === over?.writtenMs && bundled(standing) === bundled(over);
    if (!asRead) return 'changed';
    this.rows.set(key, structuredClone(row));
    return 'stored';
  }

  async finishErased(streamArn: string, rowKey: string): Promise<void> {
    const key = `${streamArn} ${rowKey}`;
    const standing = this.rows.get(key);
    if (standing?.kind !== 'erased') return;
    const { pending: _gone, ...rest } = standing;
    this.rows.set(key, rest);
  }

  async putUnseen(row: UnseenRow): Promise<void> {
    this.rows.set(`${row.streamArn} ${unseenRowKey(row)}`, row);
  }

  async addBundle(streamArn: string, rowKey: string, bundle: StoredFile): Promise<void> {
    const row = this.rows.get(`${streamArn} ${rowKey}`);
    if (row?.kind !== 'clip') throw new ArchiverError('NotFound', `no clip at ${rowKey}`);
    this.rows.set(`${streamArn} ${rowKey}`, { ...row, bundle });
  }

  async raiseRetention(streamArn: string, rowKey: string, raised: RaisedRetention): Promise<void> {
    const row = this.rows.get(`${streamArn} ${rowKey}`);
    if (row?.kind !== 'clip') throw new ArchiverError('NotFound', `no clip at ${rowKey}`);
    const { retireAtMs: _before, ...rest } = row;
    this.rows.set(`${streamArn} ${rowKey}`, { ...rest, ...raised });
  }

  async deleteGap(streamArn: string, rowKey: string): Promise<void> {
    const key = `${streamArn} ${rowKey}`;
    if (this.rows.get(key)?.kind === 'gap') this.rows.delete(key);
  }

  async gaps(streamArn: string): Promise<{ items: (GapRow | UnseenRow)[] }> {
    const items = [...this.rows.values()].filter(
      (row): row is GapRow | UnseenRow => row.streamArn === streamArn && (row.kind === 'gap' || row.kind === 'unseen'),
    );
    return { items };
  }

  async *openGaps(dueMs = Number.POSITIVE_INFINITY): AsyncIterable<OpenGap> {
    const open: OpenGap[] = [];
    for (const row of this.rows.values()) {
      if (row.kind !== 'gap' || row.reason !== 'failed' || row.nextTryMs === undefined) continue;
      const { streamArn, streamName, expiresMs = 0, nextTryMs } = row;
      if (nextTryMs <= dueMs) open.push({ streamArn, streamName, expiresMs, nextTryMs });
    }
    yield* open.sort((a, b) => a.expiresMs - b.expiresMs);
  }

  #putUnlessSettled(row: PlanLedgerRow): 'stored' | 'exists' {
    const key = `${row.streamArn} ${planRowKey(row)}`;
    const standing = this.rows.get(key);
    if (standing !== undefined && standing.kind !== 'gap') return 'exists';
    this.rows.set(key, structuredClone(row));
    return 'stored';
  }
}
