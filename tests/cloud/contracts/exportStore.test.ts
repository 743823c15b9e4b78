import { DynamoExportStore } from '../../../cloud/dynamodb/DynamoExportStore.ts';
import { DynamoShareStore } from '../../../cloud/dynamodb/DynamoShareStore.ts';
import type { ExportPlan, ExportRecord } from '../../../core/exports/Export.ts';
import type { ExportStore } from '../../../core/ports/exportStore.ts';
import type { ShareStore } from '../../../core/ports/shareStore.ts';
import type { ShareRecord } from '../../../core/shares/Share.ts';
import { MemoryExportStore } from '../../simulation/memory/MemoryExportStore.ts';
import { MemoryShareStore } from '../../simulation/memory/MemoryShareStore.ts';
import { openTables } from './localServices.ts';

const record = (exportId: string, createdMs: number): ExportRecord => ({
  ...{ exportId, streamName: 'door', fromMs: 1, toMs: 2, gaps: 'cut', name: '', createdMs, createdBy: 'anna' },
  ...{ status: 'QUEUED', copied: {}, finished: {}, expiresMs: createdMs + 10 ** 9 },
});
const share = (shareId: string, createdMs: number, createdBy = 'anna'): ShareRecord => ({
  ...{ shareId, streamName: 'door', thing: { kind: 'export', exportId: 'e' }, secretHash: 'f00', createdMs, createdBy },
  ...{ expiresMs: createdMs + 10 ** 9, opened: 0, refused: 0 },
});
const plan = (prefix: string): ExportPlan => ({ prefix, files: [], skipped: [], skippedCount: 0 });
const NOW = Date.UTC(2026, 10, 21);

describe.each(['DynamoDB', 'memory'])('exports and shares, in %s', (kind) => {
  let exports: ExportStore;
  let shares: ShareStore;
  let close: () => Promise<void> = async () => undefined;

  beforeEach(async () => {
    if (kind === 'memory') {
      [exports, shares] = [new MemoryExportStore(), new MemoryShareStore()];
      return;
    }
    const tables = await openTables();
    exports = new DynamoExportStore(tables.documents, 'ExportsTable');
    shares = new DynamoShareStore(tables.documents, 'SharesTable');
    close = tables.close;
  });
  afterEach(() => close());

  it('keeps the first record of an id, and the plan of whoever begins first', async () => {
    await exports.put(record('a', NOW));
    expect(await exports.put({ ...record('a', NOW + 5), toMs: 9 })).toEqual(record('a', NOW));

    const both = await Promise.all([exports.begin('a', plan('one/')), exports.begin('a', plan('two/'))]);

    expect(new Set(both.map((each) => each?.plan?.prefix)).size).toBe(1);
    expect((await exports.get('a'))?.status).toBe('RUNNING');
    expect(await exports.begin('nobody', plan('x/'))).toBeUndefined();
  });

  it('notes what is done while it runs, and nothing behind its end', async () => {
    await exports.put(record('a', NOW));
    await exports.noteCopied('a', '0-0', 1);
    await exports.begin('a', plan('one/'));
    await exports.noteCopied('a', '0-0', 5);
    await exports.noteCopied('a', '0-1', 7);
    await exports.noteFinished('a', 0, { sha256: 'f00' });

    const ended = await exports.end('a', { status: 'COMPLETE' }, NOW + 9);
    await exports.noteCopied('a', '0-0', 99);

    expect(ended).toMatchObject({ status: 'COMPLETE', endedMs: NOW + 9 });
    expect(await exports.get('a')).toMatchObject({
      copied: { '0-0': 5, '0-1': 7 },
      finished: { '0': { sha256: 'f00' } },
    });
  });

  it('what has ended stays as it ended, but that a complete one may be taken back', async () => {
    await exports.put(record('a', NOW));
    await exports.put(record('b', NOW));
    const error = { code: 'NotFound', message: 'nothing' };

    await exports.end('a', { status: 'ERROR', error }, NOW + 1);
    expect(await exports.end('a', { status: 'COMPLETE' }, NOW + 2)).toMatchObject({ status: 'ERROR', error });
    expect(await exports.end('a', { status: 'CANCELED' }, NOW + 2)).toMatchObject({ status: 'ERROR' });
    await exports.end('b', { status: 'COMPLETE' }, NOW + 1);
    expect(await exports.end('b', { status: 'ERROR', error }, NOW + 2)).toMatchObject({ status: 'COMPLETE' });
    expect(await exports.end('b', { status: 'CANCELED' }, NOW + 3)).toMatchObject({
      status: 'CANCELED',
      endedMs: NOW + 3,
    });
    expect(await exports.end('nobody', { status: 'CANCELED' }, NOW)).toBeUndefined();
  });

  it('lists in pages, the newest first', async () => {
    for (const [index, id] of ['a', 'b', 'c'].entries()) await exports.put(record(id, NOW + index));

    const first = await exports.list(2);
    const second = await exports.list(2, first.nextToken);

    expect([first, second].map(({ items }) => items.map(({ exportId }) => exportId))).toEqual([['c', 'b'], ['a']]);
    await expect(exports.list(2, 'x')).rejects.toMatchObject({ kind: 'InvalidInput' });
  });

  it('shares are counted, taken back once, and listed by who made them', async () => {
    await shares.put(share('a', NOW));
    await shares.put(share('b', NOW + 1, 'ben'));
    await expect(shares.put(share('a', NOW))).rejects.toMatchObject({ kind: 'Conflict' });

    await Promise.all([shares.noteOpened('a', NOW + 3), shares.noteOpened('a', NOW + 3), shares.noteRefused('a')]);
    await shares.revoke('a', NOW + 4);
    await shares.revoke('a', NOW + 5);
    await shares.revoke('nobody', NOW);
    await shares.noteOpened('nobody', NOW);

    expect(await shares.get('a')).toEqual({
      ...share('a', NOW),
      opened: 2,
      refused: 1,
      lastOpenedMs: NOW + 3,
      revokedMs: NOW + 4,
    });
    expect(await shares.get('nobody')).toBeUndefined();
    expect((await shares.list(10)).items.map(({ shareId }) => shareId)).toEqual(['b', 'a']);
    expect((await shares.list(10, undefined, 'ben')).items.map(({ shareId }) => shareId)).toEqual(['b']);
  });
});
