import { DynamoLedger } from '../../../cloud/dynamodb/DynamoLedger.ts';
import { DynamoLedgerChanges } from '../../../cloud/dynamodb/DynamoLedgerChanges.ts';
import { DynamoLedgerSpans } from '../../../cloud/dynamodb/DynamoLedgerSpans.ts';
import { DynamoStreamNames } from '../../../cloud/dynamodb/DynamoStreamNames.ts';
import { DynamoStreamStore } from '../../../cloud/dynamodb/DynamoStreamStore.ts';
import { realSystem } from '../../../cloud/system/realSystem.ts';
import { fragmentNumber, producerMs, serverMs } from '../../../core/fragment.ts';
import { type ClipRow, type GapRow, planRowKey } from '../../../core/ledger/ledgerRow.ts';
import { planIdOf } from '../../../core/plans/plan.ts';
import type { Ledger } from '../../../core/ports/ledger.ts';
import type { LedgerChanges } from '../../../core/ports/ledgerChanges.ts';
import type { LedgerSpans } from '../../../core/ports/ledgerSpans.ts';
import type { StreamNames } from '../../../core/ports/streamNames.ts';
import type { StreamStore } from '../../../core/ports/streamStore.ts';
import { initialState } from '../../../core/streams/initialState.ts';
import { MemoryLedger } from '../../simulation/memory/MemoryLedger.ts';
import { MemoryLedgerSpans, MemoryStreamNames } from '../../simulation/memory/MemoryLedgerSpans.ts';
import { MemoryStreamStore } from '../../simulation/memory/MemoryStreamStore.ts';
import { openTables } from './localServices.ts';

const DAY = 86_400_000;
const arn = (created: number, name = 'door') => `arn:aws:kinesisvideo:us-east-1:000000000000:stream/${name}/${created}`;
const ARN = arn(1);
const row = (id: string, start: number, end: number) => ({
  streamArn: ARN,
  streamName: 'door',
  planId: planIdOf(id),
  startProducerMs: producerMs(start),
  endProducerMs: producerMs(end),
  numbers: ['1', '2', '3'].map(fragmentNumber),
  writtenMs: 5,
});
const clip = (id: string, start: number, end: number): ClipRow => ({
  ...row(id, start, end),
  kind: 'clip',
  source: 'GET_CLIP',
});
const gap = (id: string, start: number, end: number): GapRow => ({
  ...row(id, start, end),
  kind: 'gap',
  reason: 'unsupported-media',
  error: 'no codec configuration',
  tries: 1,
  runId: 'run',
});

describe.each(['DynamoDB', 'memory'])('the ledger as a timeline reads it, in %s', (kind) => {
  let ledger: Ledger;
  let spans: LedgerSpans;
  /** In DynamoDB alone: what is in memory needs no sheets. */
  let changes: LedgerChanges | undefined;
  const clock = { ms: 0 };
  let streams: StreamStore;
  let names: StreamNames;
  let close: () => Promise<void> = async () => undefined;

  beforeEach(async () => {
    if (kind === 'memory') {
      const rows = new MemoryLedger();
      const states = new MemoryStreamStore();
      [ledger, spans] = [rows, new MemoryLedgerSpans(rows)];
      [streams, names] = [states, new MemoryStreamNames(states)];
    } else {
      const tables = await openTables();
      ledger = new DynamoLedger(tables.documents, 'LedgerTable', { ...realSystem.clock, now: () => clock.ms });
      changes = new DynamoLedgerChanges(tables.documents, 'LedgerTable');
      spans = new DynamoLedgerSpans(tables.documents, 'LedgerTable');
      streams = new DynamoStreamStore(tables.documents, 'StreamsTable');
      names = new DynamoStreamNames(tables.documents, 'StreamsTable');
      close = tables.close;
    }
  });
  afterEach(() => close());

  const ids = async (from: number, to: number) =>
    (await spans.between(ARN, from, to, 1000)).map(({ planId }) => planId).sort();

  it('tells of each row what a timeline needs, and of splits nothing', async () => {
    await ledger.putClip({ ...clip('a', 0, 10), retireAtMs: 99, earliestServerMs: serverMs(7), retention: 'month' });
    await ledger.putGap({ ...gap('b', 10, 20), earliestServerMs: serverMs(17) });
    await ledger.putSplit({ ...row('c', 20, 30), kind: 'split', parts: [] });

    const found = await spans.between(ARN, 0, 100, 2);

    expect(found.sort((a, b) => a.startMs - b.startMs)).toEqual([
      { planId: 'a', kind: 'clip', startMs: 0, endMs: 10, fragments: 3, retireAtMs: 99, earliestServerMs: 7 },
      {
        planId: 'b',
        kind: 'gap',
        reason: 'unsupported-media',
        startMs: 10,
        endMs: 20,
        fragments: 3,
        earliestServerMs: 17,
      },
    ]);
    await expect(spans.between(ARN, 0, 100, 1)).rejects.toMatchObject({ name: 'InvalidInput' });
  });

  it('finds what reaches into a span, each row once, however many slices it is read in', async () => {
    for (let day = 0; day < 40; day++) await ledger.putClip(clip(`d${day}`, day * DAY, (day + 1) * DAY - 1));
    await ledger.putClip({ ...clip('other', 0, 10), streamArn: arn(2) });

    expect(await ids(2 * DAY, 2 * DAY)).toEqual(['d2']);
    expect(await ids(2 * DAY - 1, 2 * DAY)).toEqual(['d1', 'd2']);
    expect(await ids(0, 40 * DAY)).toHaveLength(40);
    expect(await ids(-5, 10_000 * DAY)).toHaveLength(40);
    expect(await ids(50 * DAY, 60 * DAY)).toEqual([]);
  });

  it('tells what has changed since, gaps apart from what became of footage for good', async () => {
    if (changes === undefined) return;
    clock.ms = 1000;
    await ledger.putClip({ ...clip('old', 0, 10), retireAtMs: 99 });
    await ledger.putGap(gap('filled', 10, 20));
    await ledger.putGap(gap('open', 20, 30));
    await ledger.putUnseen({
      kind: 'unseen',
      streamArn: ARN,
      streamName: 'door',
      reason: 'expired',
      startServerMs: serverMs(5),
      endServerMs: serverMs(6),
      writtenMs: 1,
    });
    clock.ms = 2000;
    await ledger.putClip(clip('filled', 10, 20));
    await ledger.putClip({ ...clip('other', 0, 10), streamArn: arn(2) });
    const ofChanges = async (sinceMs: number) =>
      (await changes?.changedSince(ARN, sinceMs, 10))?.map(({ planId }) => planId);

    expect(await ofChanges(1000)).toEqual(['old', 'filled']);
    expect(await ofChanges(1001)).toEqual(['filled']);
    expect(await changes.changedSince(ARN, 1000, 1)).toBeUndefined();
    clock.ms = 3000;
    await ledger.raiseRetention(ARN, planRowKey(clip('old', 0, 10)), { retention: 'long', retireAtMs: 200 });
    expect(await changes.changedSince(ARN, 3000, 10)).toEqual([
      { planId: 'old', kind: 'clip', startMs: 0, endMs: 10, fragments: 3, retireAtMs: 200 },
    ]);
    expect(await ofChanges(0)).toEqual(['filled', 'old']);
    expect((await changes.gapsBetween(ARN, 0, 100, 1)).map(({ planId, reason }) => [planId, reason])).toEqual([
      ['open', 'unsupported-media'],
    ]);
    expect(await changes.gapsBetween(ARN, 31, 100, 1)).toEqual([]);
    expect(await changes.gapsBetween(ARN, 0, 19, 1)).toEqual([]);
    await ledger.putGap(gap('another', 20, 30));
    await expect(changes.gapsBetween(ARN, 0, 100, 1)).rejects.toMatchObject({ kind: 'InvalidInput' });
  });

  it('knows the latest row, and what nobody saw', async () => {
    expect(await spans.latest(ARN)).toBeUndefined();
    await ledger.putClip(clip('late', 100, 200));
    await ledger.putClip(clip('early', 0, 100));
    for (const start of [3, 50]) {
      await ledger.putUnseen({
        kind: 'unseen',
        streamArn: ARN,
        streamName: 'door',
        reason: 'expired',
        startServerMs: serverMs(start),
        endServerMs: serverMs(start + 6),
        writtenMs: 1,
      });
    }

    expect((await spans.latest(ARN))?.planId).toBe('late');
    expect(await spans.unseen(ARN)).toEqual([
      { startMs: 3, endMs: 9 },
      { startMs: 50, endMs: 56 },
    ]);
  });

  it('knows every stream that ever bore a name, and no other', async () => {
    for (const [created, name] of [
      [1, 'door'],
      [2, 'door'],
      [3, 'doors'],
    ] as const) {
      const description = {
        streamName: name,
        streamArn: arn(created, name),
        createdMs: serverMs(created),
        retentionHours: 24,
      };
      await streams.create(initialState(description, 'retention', 10));
    }

    expect((await names.arnsOf('door')).sort()).toEqual([arn(1), arn(2)]);
    expect(await names.arnsOf('doo')).toEqual([]);
  });
});
