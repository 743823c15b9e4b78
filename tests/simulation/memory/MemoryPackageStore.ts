import { ArchiverError } from '../../../core/errors.ts';
import type { PackageRecord, PackageSource } from '../../../core/packages/Package.ts';
import type { PackageEnd, PackageNotes, PackageStore } from '../../../core/ports/packageStore.ts';

const tokenOf = ({ createdMs, packageId }: PackageRecord): string => `${createdMs}#${packageId}`;
const UNDER_WAY = ['SUBMITTED', 'PROGRESSING'];

/** Packages in memory. */
export class MemoryPackageStore implements PackageStore {
  readonly records = new Map<string, PackageRecord>();

  async put(record: PackageRecord): Promise<PackageRecord> {
    const kept = this.records.get(record.packageId) ?? record;
    this.records.set(record.packageId, kept);
    return kept;
  }

  async get(packageId: string): Promise<PackageRecord | undefined> {
    return this.records.get(packageId);
  }

  async list(limit: number, after?: string) {
    const all = [...this.records.values()].sort(
      (a, b) => b.createdMs - a.createdMs || (a.packageId < b.packageId ? 1 : -1),
    );
    const start = after === undefined ? 0 : all.findIndex((record) => tokenOf(record) === after) + 1;
    if (after !== undefined && start === 0) throw new ArchiverError('InvalidInput', 'nextToken: is not one of ours');
    const items = all.slice(start, start + limit);
    const last = items.at(-1);
    return { items, ...(last !== undefined && items.length === limit ? { nextToken: tokenOf(last) } : {}) };
  }

  async submit(packageId: string, source: PackageSource, expiresMs: number | undefined) {
    const record = this.records.get(packageId);
    if (record?.status === 'AWAITING_UPLOAD') {
      const { expiresMs: _before, ...rest } = record;
      const end = expiresMs === undefined ? {} : { expiresMs };
      this.records.set(packageId, { ...rest, ...end, source, status: 'SUBMITTED' });
    }
    return this.records.get(packageId);
  }

  async note(packageId: string, notes: PackageNotes) {
    this.#change(packageId, UNDER_WAY, { ...notes, status: 'PROGRESSING' });
    return this.records.get(packageId);
  }

  async progress(packageId: string, percent: number): Promise<void> {
    const whole = Math.min(99, Math.floor(percent));
    if ((this.records.get(packageId)?.percent ?? 100) >= whole) return;
    this.#change(packageId, UNDER_WAY, { percent: whole, status: 'PROGRESSING' });
  }

  async end(packageId: string, end: PackageEnd, endedMs: number) {
    const whole = end.status === 'COMPLETE' ? { percent: 100 } : {};
    this.#change(packageId, ['AWAITING_UPLOAD', ...UNDER_WAY], { ...end, endedMs, ...whole });
    return this.records.get(packageId);
  }

  async delete(packageId: string): Promise<void> {
    this.records.delete(packageId);
  }

  #change(packageId: string, from: readonly string[], change: Partial<PackageRecord>): void {
    const record = this.records.get(packageId);
    if (record !== undefined && from.includes(record.status)) this.records.set(packageId, { ...record, ...change });
  }
}
