import { DynamoLedger } from '../../../cloud/dynamodb/DynamoLedger.ts';
import { DynamoLedgerAudit } from '../../../cloud/dynamodb/DynamoLedgerAudit.ts';
import { realSystem } from '../../../cloud/system/realSystem.ts';
import { fragmentNumber, producerMs } from '../../../core/fragment.ts';
import { type ClipRow, type GapRow, planRowKey } from '../../../core/ledger/ledgerRow.ts';
import { type RowSummary, summaryOf } from '../../../core/ledger/rowSummary.ts';
import { planIdOf } from '../../../core/plans/plan.ts';
import type { Ledger } from '../../../core/ports/ledger.ts';
import type { LedgerAudit } from '../../../core/ports/ledgerAudit.ts';
import { MemoryLedger } from '../../simulation/memory/MemoryLedger.ts';
import { MemoryLedgerAudit } from '../../simulation/memory/MemoryLedgerAudit.ts';
import { openTables } from './localServices.ts';

const HOUR = 3_600_000;
const ARN = 'arn:aws:kinesisvideo:us-east-1:000000000000:stream/door/1';
const file = (key: string, digit: string) => ({ bucket: 'archive', key, bytes: 10, sha256: digit.repeat(64) });
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
  clip: file(`${id}.mp4`, 'a'),
  bundle: file(`${id}.mkv`, 'b'),
  retention: 'standard',
});
const gap = (id: string, start: number, end: number): GapRow => ({
  ...row(id, start, end),
  kind: 'gap',
  reason: 'failed',
  error: 'Corrupt: gone',
  tries: 0,
  runId: 'repair',
});

describe.each(['DynamoDB', 'memory'])('the ledger as an audit reads and repairs it, in %s', (kind) => {
  let ledger: Ledger;
  let audit: LedgerAudit;
  let close: () => Promise<void> = async () => undefined;

  beforeEach(async () => {
    if (kind === 'memory') {
      const rows = new MemoryLedger();
      [ledger, audit] = [rows, new MemoryLedgerAudit(rows)];
    } else {
      const tables = await openTables();
      ledger = new DynamoLedger(tables.documents, 'LedgerTable', realSystem.clock);
      audit = new DynamoLedgerAudit(tables.documents, 'LedgerTable');
      close = tables.close;
    }
  });
  afterEach(() => close());

  const summaries = async (from: number, to: number) => {
    const found: RowSummary[] = [];
    for await (const summary of audit.summaries(ARN, from, to)) found.push(summary);
    return found;
  };
  const one = clip('a', 0, 10);
  const key = planRowKey(one);

  it('gives rows whose footage begins in a span by their end, without their numbers, and no other stream’s', async () => {
    const rows = [clip('a', 0, 23 * HOUR), gap('b', 2 * HOUR, 3 * HOUR), clip('c', 4 * HOUR, 4 * HOUR)];
    for (const each of rows) await (each.kind === 'clip' ? ledger.putClip(each) : ledger.putGap(each));
    await ledger.putSplit({ ...row('d', 5 * HOUR, 6 * HOUR), kind: 'split', parts: [planIdOf('e')] });
    await ledger.putClip({ ...clip('z', 0, 10), streamArn: `${ARN}2` });

    const all = await summaries(0, 24 * HOUR);

    expect(all.map(({ planId, kind: of }) => [planId, of])).toEqual([
      ['b', 'gap'],
      ['c', 'clip'],
      ['d', 'split'],
      ['a', 'clip'],
    ]);
    expect(all[3]).toMatchObject(summaryOf(clip('a', 0, 23 * HOUR)));
    expect(all.some((summary) => 'numbers' in summary && summary.numbers !== undefined)).toBe(false);
    // The first is part of a span, its end is not.
    expect((await summaries(2 * HOUR, 4 * HOUR)).map(({ planId }) => planId)).toEqual(['b']);
    expect((await summaries(0, 1)).map(({ planId }) => planId)).toEqual(['a']);
    expect(await audit.extent(ARN)).toEqual({ firstMs: 3 * HOUR, lastMs: 23 * HOUR });
    expect(await audit.extent(`${ARN}3`)).toBeUndefined();
  });

  it('turns a clip into a gap only while the row names the very file that was lost', async () => {
    await ledger.putClip(one);
    expect(await audit.giveUpClip(gap('a', 0, 10), file('a.mp4', 'c'))).toBe(false);
    expect((await ledger.get(ARN, key))?.kind).toBe('clip');
    expect(await audit.giveUpClip(gap('a', 0, 10), file('a.mp4', 'a'))).toBe(true);
    expect(await ledger.get(ARN, key)).toMatchObject({ kind: 'gap', reason: 'failed', numbers: one.numbers });
    expect(await audit.giveUpClip(gap('a', 0, 10), file('a.mp4', 'a'))).toBe(false);
    expect(await audit.giveUpClip(gap('n', 0, 10), file('n.mp4', 'a'))).toBe(false);
  });

  it('forgets one of two files that is gone, and never the last one', async () => {
    await ledger.putClip(one);
    expect(await audit.forgetFile(ARN, key, 'clip', file('a.mp4', 'c'))).toBe(false);
    expect(await audit.forgetFile(ARN, key, 'clip', file('a.mp4', 'a'))).toBe(true);
    const { clip: _gone, ...rest } = one;
    expect(await ledger.get(ARN, key)).toEqual(rest);
    expect(await audit.forgetFile(ARN, key, 'bundle', file('a.mkv', 'b'))).toBe(false);
    expect(await audit.forgetFile(ARN, key, 'clip', file('a.mp4', 'a'))).toBe(false);
  });

  it('names another clip only in place of the very one that was lost', async () => {
    await ledger.putClip(one);
    const made = { ...file('a.mp4', 'd'), bytes: 12 };
    expect(await audit.replaceClip(ARN, key, file('a.mp4', 'c'), made)).toBe(false);
    expect(await audit.replaceClip(ARN, key, file('a.mp4', 'a'), made)).toBe(true);
    expect(await ledger.get(ARN, key)).toEqual({ ...one, clip: made, source: 'FRAGMENTS' });
    expect(await audit.replaceClip(ARN, key, file('a.mp4', 'a'), made)).toBe(false);
    await audit.giveUpClip(gap('a', 0, 10), made);
    expect(await audit.replaceClip(ARN, key, made, made)).toBe(false);
  });
});
