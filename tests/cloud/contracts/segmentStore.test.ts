import { DynamoSegmentLayer } from '../../../cloud/dynamodb/DynamoSegmentLayer.ts';
import { DynamoSegmentStore } from '../../../cloud/dynamodb/DynamoSegmentStore.ts';
import type { SegmentStore } from '../../../core/ports/segmentStore.ts';
import type { TimelineLayer } from '../../../core/ports/timelineLayer.ts';
import type { StoredSegment } from '../../../core/segments/segmentReport.ts';
import { MemorySegmentStore } from '../../simulation/memory/MemorySegmentStore.ts';
import { openTables } from './localServices.ts';

const segment = (clientID: string, begin: number, end: number, more: Partial<StoredSegment> = {}): StoredSegment => ({
  clientID,
  deviceID: 'cam-1',
  streamName: 'door',
  begTime: String(begin),
  endTime: String(end),
  duration: String(Math.round((end - begin) / 1000)),
  writtenMs: 7,
  ...more,
});

describe.each(['DynamoDB', 'memory'])('what devices reported, in %s', (kind) => {
  let segments: SegmentStore;
  let layer: TimelineLayer;
  let close: () => Promise<void> = async () => undefined;

  beforeEach(async () => {
    if (kind === 'memory') {
      const memory = new MemorySegmentStore();
      [segments, layer] = [memory, memory];
      return;
    }
    const tables = await openTables();
    segments = new DynamoSegmentStore(tables.documents, 'SegmentsTable');
    layer = new DynamoSegmentLayer(tables.documents, 'SegmentsTable');
    close = tables.close;
  });
  afterEach(() => close());

  const put = async (...all: StoredSegment[]) => {
    for (const each of all) await segments.put(each);
  };
  const ids = async (fromMs?: number, toMs?: number) => {
    const query = { ...(fromMs === undefined ? {} : { fromMs }), ...(toMs === undefined ? {} : { toMs }), limit: 100 };
    return (await segments.ofDevice('cam-1', query)).items.map(({ clientID }) => clientID);
  };

  it('keeps the first report of an id, whatever comes later', async () => {
    const first = segment('a', 0, 20_000);

    const stored = await segments.put(first);
    const again = await segments.put({ ...first, endTime: '21000', writtenMs: 99 });

    expect(stored).toEqual(first);
    expect(again).toEqual(first);
    expect(await segments.get('a')).toEqual(first);
    expect(await segments.get('b')).toBeUndefined();
  });

  it('one of many at once is kept, and all are told which', async () => {
    const reports = Array.from({ length: 8 }, (_, index) => segment('a', 0, 20_000, { writtenMs: index }));

    const told = await Promise.all(reports.map((report) => segments.put(report)));

    expect(new Set(told.map(({ writtenMs }) => writtenMs)).size).toBe(1);
    expect(await segments.get('a')).toEqual(told[0]);
  });

  it('lists a device by time, half open, however far its times are apart', async () => {
    await put(
      segment('late', 1_795_000_020_000, 1_795_000_040_000),
      segment('early', 5, 20),
      segment('middle', 1_795_000_000_000, 1_795_000_020_000),
      segment('none', 1_795_000_020_000, 1_795_000_020_000),
      segment('long', 1_794_930_000_000, 1_795_000_010_000),
      segment('other', 1_795_000_000_000, 1_795_000_020_000, { deviceID: 'cam-2' }),
    );

    expect(await ids()).toEqual(['early', 'long', 'middle', 'none', 'late']);
    expect(await ids(1_795_000_020_000)).toEqual(['none', 'late']);
    expect(await ids(undefined, 1_795_000_020_000)).toEqual(['early', 'long', 'middle']);
    expect(await ids(1_795_000_005_000, 1_795_000_005_001)).toEqual(['long', 'middle']);
    expect(await ids(20, 1_794_930_000_000)).toEqual([]);
    expect(await ids(0, 6)).toEqual(['early']);
  });

  it.each([1, 2, 3, 7])('is listed in pages of %i, each segment once', async (limit) => {
    const all = Array.from({ length: 7 }, (_, index) => segment(`s${index}`, index * 10, index * 10 + 10));
    await put(...all, segment('s6-too', 60, 70));

    const listed: string[] = [];
    let after: string | undefined;
    let pages = 0;
    do {
      const page = await segments.ofDevice('cam-1', { limit, fromMs: 0, toMs: 65, ...(after && { after }) });
      listed.push(...page.items.map(({ clientID }) => clientID));
      after = page.nextToken;
      pages += 1;
    } while (after !== undefined);

    expect(listed).toEqual(['s0', 's1', 's2', 's3', 's4', 's5', 's6', 's6-too']);
    expect(pages).toBe(Math.ceil(8 / limit));
  });

  it('refuses a token that is not of its own', async () => {
    await expect(segments.ofDevice('cam-1', { limit: 1, after: 'x' })).rejects.toMatchObject({ kind: 'InvalidInput' });
  });

  it('draws on the timeline of a stream what any of its devices reported', async () => {
    await put(
      segment('a', 1000, 21_000),
      segment('b', 21_000, 41_000, { deviceID: 'cam-2' }),
      segment('c', 41_000, 61_000, { streamName: 'yard' }),
      segment('d', 61_000, 61_000),
    );

    expect(await layer.between('door', 20_999, 61_001, 10)).toEqual([
      { clientID: 'a', deviceID: 'cam-1', startMs: 1000, endMs: 21_000 },
      { clientID: 'b', deviceID: 'cam-2', startMs: 21_000, endMs: 41_000 },
      { clientID: 'd', deviceID: 'cam-1', startMs: 61_000, endMs: 61_000 },
    ]);
    expect(await layer.between('door', 0, 100_000, 1)).toHaveLength(1);
    expect(await layer.between('nobody', 0, 100_000, 1)).toEqual([]);
  });
});
