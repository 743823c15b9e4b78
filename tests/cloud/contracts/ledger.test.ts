import { DynamoLedger } from '../../../cloud/dynamodb/DynamoLedger.ts';
import { realSystem } from '../../../cloud/system/realSystem.ts';
import { fragmentNumber, producerMs, serverMs } from '../../../core/fragment.ts';
import {
  type ClipRow,
  type ErasedRow,
  type GapRow,
  planRowKey,
  type SplitRow,
} from '../../../core/ledger/ledgerRow.ts';
import { planIdOf } from '../../../core/plans/plan.ts';
import type { Ledger } from '../../../core/ports/ledger.ts';
import { MemoryLedger } from '../../simulation/memory/MemoryLedger.ts';
import { openTables } from './localServices.ts';

const ARN = 'arn:aws:kinesisvideo:us-east-1:000000000000:stream/door/1795258557663';
const row = (id: string, start: number, end: number) => ({
  streamArn: ARN,
  streamName: 'door',
  planId: planIdOf(id),
  startProducerMs: producerMs(start),
  endProducerMs: producerMs(end),
  numbers: [fragmentNumber('91343852333181432392682062607743920146159169092'), fragmentNumber('7')],
  writtenMs: 5,
});
const clip = (id: string, start: number, end: number): ClipRow => ({
  ...row(id, start, end),
  kind: 'clip',
  source: 'GET_CLIP',
  clip: { bucket: 'archive', key: `clips/${id}.mp4`, bytes: 10, sha256: 'ab' },
});
const gap = (id: string, start: number, end: number): GapRow => ({
  ...row(id, start, end),
  kind: 'gap',
  reason: 'failed',
  error: 'down',
  tries: 5,
  runId: 'run',
});
const split = (id: string, start: number, end: number): SplitRow => ({
  ...row(id, start, end),
  kind: 'split',
  numbers: [],
  parts: [planIdOf('left'), planIdOf('right')],
});

async function collect<T>(items: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const item of items) all.push(item);
  return all;
}

describe.each(['DynamoDB', 'memory'])('the ledger in %s', (kind) => {
  let ledger: Ledger;
  let close: () => Promise<void> = async () => undefined;

  beforeEach(async () => {
    if (kind === 'memory') {
      ledger = new MemoryLedger();
    } else {
      const tables = await openTables();
      ledger = new DynamoLedger(tables.documents, 'LedgerTable', realSystem.clock);
      close = tables.close;
    }
  });

  afterEach(() => close());

  it('keeps a row as it was written', async () => {
    for (const written of [clip('a', 0, 10), gap('b', 10, 20), split('c', 20, 30)]) {
      const put = written.kind === 'clip' ? 'putClip' : written.kind === 'gap' ? 'putGap' : 'putSplit';
      expect(await ledger[put](written as never)).toBe('stored');
      expect(await ledger.get(ARN, planRowKey(written))).toEqual(written);
    }
    expect(await ledger.get(ARN, 'p#nothing')).toBeUndefined();
  });

  it.each([
    ['a clip over a gap', gap, clip, 'stored'],
    ['a split over a gap', gap, split, 'stored'],
    ['a gap over a gap', gap, gap, 'stored'],
    ['a clip over a clip', clip, clip, 'exists'],
    ['a gap over a clip', clip, gap, 'exists'],
    ['a split over a clip', clip, split, 'exists'],
    ['a clip over a split', split, clip, 'exists'],
    ['a gap over a split', split, gap, 'exists'],
  ] as const)('decides: %s', async (_name, first, second, expected) => {
    const put = (given: ClipRow | GapRow | SplitRow) =>
      given.kind === 'clip'
        ? ledger.putClip(given)
        : given.kind === 'gap'
          ? ledger.putGap(given)
          : ledger.putSplit(given);
    await put(first('a', 0, 10));

    expect(await put(second('a', 0, 10))).toBe(expected);
    const standing = expected === 'stored' ? second('a', 0, 10) : first('a', 0, 10);
    expect(await ledger.get(ARN, planRowKey(standing))).toEqual(standing);
  });

  it.each([
    ['nothing', undefined],
    ['a gap', gap('a', 0, 10)],
    ['a clip', clip('a', 0, 10)],
    ['a clip with a bundle', { ...clip('a', 0, 10), bundle: { bucket: 'b', key: 'k', bytes: 1, sha256: 'ef' } }],
  ] as const)('erases over %s, as it was read, and then lets nothing over it', async (_name, over) => {
    if (over?.kind === 'gap') await ledger.putGap(over);
    if (over?.kind === 'clip') await ledger.putClip(over);
    const { clip: _clip, source: _source, ...rest } = clip('a', 0, 10);
    const row: ErasedRow = {
      ...rest,
      kind: 'erased',
      writtenMs: 9,
      erasedMs: 9,
      erasedBy: 'owner',
      erasureId: 'e1',
      pending: [{ bucket: 'archive', key: 'clips/a.mp4' }],
    };
    for (const other of [undefined, gap('a', 0, 10), { ...clip('a', 0, 10), writtenMs: 6 }]) {
      if (other?.kind !== over?.kind || other?.kind === 'clip') {
        expect(await ledger.putErased(row, other)).toBe('changed');
      }
    }
    expect(await ledger.putErased(row, over)).toBe('stored');

    expect(await ledger.get(ARN, planRowKey(row))).toEqual(row);
    expect(await ledger.putClip(clip('a', 0, 10))).toBe('exists');
    expect(await ledger.putGap(gap('a', 0, 10))).toBe('exists');
    expect(await ledger.putSplit(split('a', 0, 10))).toBe('exists');
    expect((await ledger.gaps(ARN)).items).toEqual([]);
    await ledger.finishErased(ARN, planRowKey(row));
    await ledger.finishErased(ARN, planRowKey(row));
    const { pending: _pending, ...done } = row;
    expect(await ledger.get(ARN, planRowKey(row))).toEqual(done);
    await expect(ledger.addBundle(ARN, planRowKey(row), clip('a', 0, 10).clip as never)).rejects.toMatchObject({
      name: 'NotFound',
    });
  });

  it('does not erase a clip that a bundle has joined since it was read', async () => {
    const read = clip('a', 0, 10);
    await ledger.putClip(read);
    await ledger.addBundle(ARN, planRowKey(read), { bucket: 'b', key: 'k', bytes: 1, sha256: 'ef' });
    const { clip: _clip, source: _source, ...rest } = read;
    const row: ErasedRow = { ...rest, kind: 'erased', erasedMs: 9, erasedBy: 'owner', erasureId: 'e1' };

    expect(await ledger.putErased(row, read)).toBe('changed');
    expect(await ledger.get(ARN, planRowKey(read))).toMatchObject({ kind: 'clip' });
  });

  it('finds the rows whose footage overlaps a span', async () => {
    for (const [id, start, end] of [
      ['a', 0, 10],
      ['b', 10, 20],
      ['c', 25, 30],
      ['d', 0, 100],
    ] as const) {
      await ledger.putClip(clip(id, start, end));
    }
    await ledger.putClip({ ...clip('e', 10, 20), streamArn: 'another' });

    const ids = async (from: number, to: number) =>
      (await collect(ledger.overlapping(ARN, producerMs(from), producerMs(to)))).map(({ planId }) => planId).sort();

    expect(await ids(11, 24)).toEqual(['b', 'd']);
    expect(await ids(10, 10)).toEqual(['a', 'b', 'd']);
    expect(await ids(101, 200)).toEqual([]);
    expect(await ids(0, 1000)).toEqual(['a', 'b', 'c', 'd']);
  });

  it('adds a bundle to a clip, and to nothing else', async () => {
    const bundle = { bucket: 'archive', key: 'bundles/a.mkv', bytes: 11, sha256: 'cd' };
    await ledger.putClip(clip('a', 0, 10));
    await ledger.putGap(gap('b', 10, 20));

    await ledger.addBundle(ARN, planRowKey(clip('a', 0, 10)), bundle);

    expect(await ledger.get(ARN, planRowKey(clip('a', 0, 10)))).toEqual({ ...clip('a', 0, 10), bundle });
    await expect(ledger.addBundle(ARN, planRowKey(gap('b', 10, 20)), bundle)).rejects.toMatchObject({
      name: 'NotFound',
    });
  });

  it('lists gaps and unseen spans, and no clips; a gap that was filled is gone', async () => {
    const unseen = {
      kind: 'unseen' as const,
      streamArn: ARN,
      streamName: 'door',
      reason: 'expired' as const,
      startServerMs: serverMs(3),
      endServerMs: serverMs(9),
      writtenMs: 1,
    };
    await ledger.putGap(gap('a', 0, 10));
    await ledger.putGap(gap('b', 10, 20));
    await ledger.putGap(gap('c', 20, 30));
    await ledger.putClip(clip('b', 10, 20));
    await ledger.putUnseen(unseen);
    await ledger.putUnseen(unseen);
    await ledger.deleteGap(ARN, planRowKey(gap('c', 20, 30)));
    await ledger.deleteGap(ARN, planRowKey(clip('b', 10, 20)));

    const { items } = await ledger.gaps(ARN);

    expect(items).toHaveLength(2);
    expect(items).toEqual(expect.arrayContaining([gap('a', 0, 10), unseen]));
    expect(await ledger.get(ARN, planRowKey(clip('b', 10, 20)))).toEqual(clip('b', 10, 20));
  });
});

describe.each(['DynamoDB', 'memory'])('the open gaps of all streams in %s', (kind) => {
  it('come soonest-expiring first, those that are due, until they are filled, expired or taken away', async () => {
    const tables = kind === 'memory' ? undefined : await openTables();
    const ledger: Ledger =
      tables === undefined ? new MemoryLedger() : new DynamoLedger(tables.documents, 'LedgerTable', realSystem.clock);
    const open = (id: string, expiresMs: number, nextTryMs: number, stream = id): GapRow => ({
      ...gap(id, 0, 10),
      streamArn: `${ARN}-${stream}`,
      streamName: stream,
      expiresMs,
      nextTryMs,
      rounds: 2,
      earliestServerMs: serverMs(1),
    });
    // Of twenty streams, so that no shard holds them all.
    const rows = Array.from({ length: 20 }, (_, i) => open(`g${i}`, 1000 + ((i * 7) % 20), i));
    for (const each of rows) await ledger.putGap(each);
    await ledger.putGap({ ...open('old', 0, 0), nextTryMs: undefined } as never);
    await ledger.putGap({ ...open('lost', 1, 1), reason: 'expired' });
    await ledger.putGap(open('filled', 2, 0));
    await ledger.putClip({ ...clip('filled', 0, 10), streamArn: `${ARN}-filled` });
    await ledger.putGap(open('late', 3, 0));
    await ledger.putGap({ ...open('late', 3, 0), reason: 'expired' });
    await ledger.putGap(open('away', 4, 0));
    await ledger.deleteGap(`${ARN}-away`, planRowKey(open('away', 4, 0)));

    const all = await collect(ledger.openGaps());
    const due = await collect(ledger.openGaps(4));
    const first = rows[0];
    const standing = first === undefined ? undefined : await ledger.get(first.streamArn, planRowKey(first));
    await tables?.close();

    expect(all.map(({ expiresMs }) => expiresMs)).toEqual(rows.map((_, i) => 1000 + i));
    expect(all[0]).toEqual({ streamArn: `${ARN}-g0`, streamName: 'g0', expiresMs: 1000, nextTryMs: 0 });
    expect(due.map(({ streamName }) => streamName).sort()).toEqual(['g0', 'g1', 'g2', 'g3', 'g4']);
    expect(standing).toEqual(first);
  });
});

describe('pages of gaps in DynamoDB', () => {
  it('come in order of time, each gap once', async () => {
    const tables = await openTables();
    const ledger = new DynamoLedger(tables.documents, 'LedgerTable', realSystem.clock);
    for (let i = 0; i < 25; i++) await ledger.putGap(gap(`g${i}`, i * 10, i * 10 + 9));

    const starts: number[] = [];
    let after: string | undefined;
    do {
      const page = await ledger.gaps(ARN, { limit: 7, ...(after === undefined ? {} : { after }) });
      starts.push(...page.items.map((item) => (item.kind === 'gap' ? item.startProducerMs : -1)));
      after = page.nextToken;
    } while (after !== undefined);
    await tables.close();

    expect(starts).toEqual(Array.from({ length: 25 }, (_, i) => i * 10));
  });
});
