import { ArchiverError } from '../../../core/errors.ts';
import type { ExportPlan, ExportRecord, FinishedFile } from '../../../core/exports/Export.ts';
import type { ExportEnd, ExportStore } from '../../../core/ports/exportStore.ts';

const tokenOf = ({ createdMs, exportId }: ExportRecord): string => `${createdMs}#${exportId}`;

/** Exports in memory. */
export class MemoryExportStore implements ExportStore {
  readonly records = new Map<string, ExportRecord>();

  async put(record: ExportRecord): Promise<ExportRecord> {
    const kept = this.records.get(record.exportId) ?? record;
    this.records.set(record.exportId, kept);
    return kept;
  }

  async get(exportId: string): Promise<ExportRecord | undefined> {
    return this.records.get(exportId);
  }

  async list(limit: number, after?: string) {
    const all = [...this.records.values()].sort(
      (a, b) => b.createdMs - a.createdMs || (a.exportId < b.exportId ? 1 : -1),
    );
    const start = after === undefined ? 0 : all.findIndex((record) => tokenOf(record) === after) + 1;
    if (after !== undefined && start === 0) throw new ArchiverError('InvalidInput', 'nextToken: is not one of ours');
    const items = all.slice(start, start + limit);
    const last = items.at(-1);
    return { items, ...(last !== undefined && items.length === limit ? { nextToken: tokenOf(last) } : {}) };
  }

  async begin(exportId: string, plan: ExportPlan): Promise<ExportRecord | undefined> {
    this.#change(exportId, ['QUEUED'], { plan, status: 'RUNNING' });
    return this.records.get(exportId);
  }

  async noteCopied(exportId: string, batch: string, bytes: number): Promise<void> {
    const { copied = {} } = this.records.get(exportId) ?? {};
    this.#change(exportId, ['RUNNING'], { copied: { ...copied, [batch]: bytes } });
  }

  async noteFinished(exportId: string, file: number, done: FinishedFile): Promise<void> {
    const { finished = {} } = this.records.get(exportId) ?? {};
    this.#change(exportId, ['RUNNING'], { finished: { ...finished, [String(file)]: done } });
  }

  async end(exportId: string, end: ExportEnd, endedMs: number): Promise<ExportRecord | undefined> {
    const from = ['QUEUED', 'RUNNING', ...(end.status === 'CANCELED' ? ['COMPLETE'] : [])];
    this.#change(exportId, from, { ...end, endedMs });
    return this.records.get(exportId);
  }

  #change(exportId: string, from: readonly string[], change: Partial<ExportRecord>): void {
    const record = this.records.get(exportId);
    if (record !== undefined && from.includes(record.status)) this.records.set(exportId, { ...record, ...change });
  }
}
