import { DynamoPackageStore } from '../../../cloud/dynamodb/DynamoPackageStore.ts';
import type { PackageRecord, UploadSource } from '../../../core/packages/Package.ts';
import type { PackageStore } from '../../../core/ports/packageStore.ts';
import { MemoryPackageStore } from '../../simulation/memory/MemoryPackageStore.ts';
import { openTables } from './localServices.ts';

const NOW = Date.UTC(2026, 10, 21);
const source: UploadSource = { kind: 'upload', bucket: 'staging', key: 'uploads/a.mp4', fileName: 'a.mp4' };
const record = (packageId: string, createdMs: number, change: Partial<PackageRecord> = {}): PackageRecord => ({
  ...{ packageId, version: 1, createdMs, createdBy: 'anna', source, status: 'SUBMITTED', percent: 0 },
  ...{ asked: 'auto', segmentSeconds: 6, expiresMs: createdMs + 10 ** 9 },
  ...change,
});

describe.each(['DynamoDB', 'memory'])('packages, in %s', (kind) => {
  let packages: PackageStore;
  let close: () => Promise<void> = async () => undefined;

  beforeEach(async () => {
    if (kind === 'memory') {
      packages = new MemoryPackageStore();
      return;
    }
    const tables = await openTables();
    packages = new DynamoPackageStore(tables.documents, 'PackagesTable');
    close = tables.close;
  });
  afterEach(() => close());

  it('keeps the first record of an id, and the file of whoever submits first', async () => {
    await packages.put(record('a', NOW, { status: 'AWAITING_UPLOAD' }));
    expect(await packages.put(record('a', NOW + 5))).toEqual(record('a', NOW, { status: 'AWAITING_UPLOAD' }));

    const both = await Promise.all([
      packages.submit('a', { ...source, etag: '"one"' }, NOW + 5),
      packages.submit('a', { ...source, etag: '"two"' }, NOW + 5),
    ]);

    expect(new Set(both.map((each) => JSON.stringify(each?.source))).size).toBe(1);
    expect(await packages.get('a')).toMatchObject({ status: 'SUBMITTED', expiresMs: NOW + 5 });
    expect(await packages.submit('nobody', source, undefined)).toBeUndefined();
  });

  it('a package that is kept for ever loses the end that its upload had', async () => {
    await packages.put(record('a', NOW, { status: 'AWAITING_UPLOAD' }));

    const { expiresMs: _gone, ...kept } = record('a', NOW);
    expect(await packages.submit('a', source, undefined)).toEqual(kept);
  });

  it('notes what is found while it is under way, goes onwards only, and nothing behind its end', async () => {
    await packages.put(record('a', NOW));
    await packages.note('a', { method: 'copy' });
    for (const percent of [20, 41.7, 30, 100]) await packages.progress('a', percent);
    expect(await packages.get('a')).toEqual(record('a', NOW, { status: 'PROGRESSING', method: 'copy', percent: 99 }));

    const ended = await packages.end('a', { status: 'COMPLETE', bytes: 7, durationMs: 5 }, NOW + 9);
    await packages.note('a', { method: 'transcode' });
    await packages.progress('a', 5);

    expect(ended).toMatchObject({ status: 'COMPLETE', percent: 100, endedMs: NOW + 9, bytes: 7 });
    expect(await packages.get('a')).toEqual(ended);
    expect(await packages.note('nobody', {})).toBeUndefined();
  });

  it('what has ended stays as it ended, until it is taken away', async () => {
    const error = { code: 'NotPlayable', message: 'text' };
    await packages.put(record('a', NOW));

    await packages.end('a', { status: 'ERROR', error }, NOW + 1);

    expect(await packages.end('a', { status: 'COMPLETE' }, NOW + 2)).toMatchObject({ status: 'ERROR', error });
    expect(await packages.end('a', { status: 'CANCELED' }, NOW + 2)).toMatchObject({ status: 'ERROR', percent: 0 });
    await packages.delete('a');
    await packages.delete('a');
    expect(await packages.get('a')).toBeUndefined();
  });

  it('lists in pages, the newest first', async () => {
    for (const [index, id] of ['a', 'b', 'c'].entries()) await packages.put(record(id, NOW + index));

    const first = await packages.list(2);
    const second = await packages.list(2, first.nextToken);

    expect([first, second].map(({ items }) => items.map(({ packageId }) => packageId))).toEqual([['c', 'b'], ['a']]);
    await expect(packages.list(2, 'x')).rejects.toMatchObject({ kind: 'InvalidInput' });
  });
});
