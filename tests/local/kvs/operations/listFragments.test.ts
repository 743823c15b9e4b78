import { CreateStreamCommand, DescribeStreamCommand, UpdateDataRetentionCommand } from '@aws-sdk/client-kinesis-video';
import { ListFragmentsCommand } from '@aws-sdk/client-kinesis-video-archived-media';
import { listAll, listPages } from '../listAll.ts';
import { body, frame } from '../matroskaBody.ts';
import { putWhole } from '../putMediaSender.ts';
import { type ShiftedSystem, shiftedSystem } from '../shiftedSystem.ts';
import { type RunningKvs, startKvs } from '../startKvs.ts';

const START = 1_700_000_000_000;
const HOUR = 3_600_000;

let kvs: RunningKvs;
let system: ShiftedSystem;
beforeEach(async () => {
  system = shiftedSystem();
  kvs = await startKvs({ system });
  await kvs.control.send(new CreateStreamCommand({ StreamName: 's', DataRetentionInHours: 24 }));
});
afterEach(async () => {
  await kvs.remove();
});

const put = (count: number, fromMs = START) =>
  putWhole(
    { port: kvs.port, streamName: 's' },
    body(
      Array.from({ length: count }, (_, i) => ({
        timecodeMs: fromMs + i * 1000,
        frames: [frame(fromMs + i * 1000, 10)],
      })),
    ),
  );

const list = (input: Partial<ConstructorParameters<typeof ListFragmentsCommand>[0]>) =>
  kvs.archived.send(new ListFragmentsCommand({ StreamName: 's', ...input }));

const selector = (
  startMs: number,
  endMs: number,
  type: 'PRODUCER_TIMESTAMP' | 'SERVER_TIMESTAMP' = 'PRODUCER_TIMESTAMP',
) => ({
  FragmentSelectorType: type,
  TimestampRange: { StartTimestamp: new Date(startMs), EndTimestamp: new Date(endMs) },
});

describe('bounds', () => {
  test.each([
    [START, START + 2000, 3],
    [START + 1, START + 2000, 2],
    [START, START + 1999, 2],
    [START - 1000, START - 1, 0],
    [START, START + 24 * HOUR, 5],
  ])('%d to %d: %d fragments, both ends inclusive', async (startMs, endMs, count) => {
    await put(5);
    expect((await list({ FragmentSelector: selector(startMs, endMs) })).Fragments).toHaveLength(count);
  });

  test.each([
    [START, START],
    [START, START - 1],
    [START, START + 24 * HOUR + 1],
  ])('%d to %d is refused', async (startMs, endMs) => {
    await expect(list({ FragmentSelector: selector(startMs, endMs) })).rejects.toMatchObject({
      name: 'InvalidArgumentException',
    });
  });

  test('server time is when the service began to receive', async () => {
    const before = system.clock.now();
    await put(3);
    const now = system.clock.now();

    const byServer = await list({ FragmentSelector: selector(before, now, 'SERVER_TIMESTAMP') });

    expect(byServer.Fragments).toHaveLength(3);
    for (const { ServerTimestamp } of byServer.Fragments ?? []) {
      expect(ServerTimestamp?.getTime()).toBeGreaterThanOrEqual(before);
      expect(ServerTimestamp?.getTime()).toBeLessThanOrEqual(now);
    }
    expect(
      (await list({ FragmentSelector: selector(before - 2000, before - 1, 'SERVER_TIMESTAMP') })).Fragments,
    ).toEqual([]);
  });
});

describe('pages', () => {
  test('hold every fragment once, in no order', async () => {
    await put(57);

    const pages = await listPages(kvs, 's', START, START + HOUR, { maxResults: 10 });

    expect(pages.map((page) => page.length)).toEqual([10, 10, 10, 10, 10, 7]);
    const numbers = pages.flat().map((entry) => entry.FragmentNumber ?? '');
    expect(new Set(numbers).size).toBe(57);
    expect(numbers).not.toEqual([...numbers].sort());
  });

  test('a full last page ends the listing', async () => {
    await put(20);
    const pages = await listPages(kvs, 's', START, START + HOUR, { maxResults: 10 });
    expect(pages.map((page) => page.length)).toEqual([10, 10]);
  });

  test('a fragment that expires between two pages takes no other with it', async () => {
    await put(10);
    const first = await list({ MaxResults: 5, FragmentSelector: selector(START, START + HOUR) });
    system.shift(23 * HOUR);
    await put(10, START + 20_000);
    system.shift(2 * HOUR);

    const rest = await list({ MaxResults: 1000, NextToken: first.NextToken });

    const times = (rest.Fragments ?? []).map((entry) => entry.ProducerTimestamp?.getTime() ?? 0);
    expect(Math.min(...times)).toBeGreaterThanOrEqual(START + 20_000);
    expect(await listAll(kvs, 's', START, START + HOUR)).toHaveLength(10);
  });

  test.each(['QUJD', 'AAAA', Buffer.from('["PRODUCER_TIMESTAMP",0,1,2,3,"4"]').toString('base64'), 'not base64!'])(
    'the token %s is refused',
    async (NextToken) => {
      await expect(list({ NextToken })).rejects.toMatchObject({ name: 'InvalidArgumentException' });
    },
  );

  test("another stream's token is refused", async () => {
    await kvs.control.send(new CreateStreamCommand({ StreamName: 'other', DataRetentionInHours: 24 }));
    await put(5);
    const { NextToken } = await list({ MaxResults: 2, FragmentSelector: selector(START, START + HOUR) });
    await expect(list({ StreamName: 'other', NextToken })).rejects.toMatchObject({ name: 'InvalidArgumentException' });
  });

  test('neither selector nor token is refused', async () => {
    await expect(list({})).rejects.toMatchObject({ name: 'InvalidArgumentException' });
  });
});

describe('a listing lag', () => {
  test('keeps fragments back until it is over, also through a restart', async () => {
    kvs.service.configure({ listingLagMs: 60_000 });
    await put(3);
    expect(await listAll(kvs, 's', START, START + HOUR)).toHaveLength(0);
    kvs.service.configure({ listingLagMs: 0 });
    await put(2, START + 10_000);
    expect(await listAll(kvs, 's', START, START + HOUR)).toHaveLength(2);
    await kvs.stop();
    kvs = await startKvs({ system, dataDir: kvs.dataDir });
    expect(await listAll(kvs, 's', START, START + HOUR)).toHaveLength(2);

    system.shift(60_001);

    expect(await listAll(kvs, 's', START, START + HOUR)).toHaveLength(5);
  });

  test('may differ from fragment to fragment', async () => {
    kvs.service.configure({ listingLagMs: ({ producerMs }) => (producerMs === START + 1000 ? 60_000 : 0) });
    await put(3);
    const times = (await listAll(kvs, 's', START, START + HOUR)).map((entry) => entry.ProducerTimestamp?.getTime());
    expect(times).toEqual([START, START + 2000]);
  });
});

describe('fragment points', () => {
  test('are charged for the results asked for', async () => {
    await put(1);
    system.freeze();
    system.shift(1);
    const calls = Array.from({ length: 12 }, () =>
      list({ MaxResults: 1000, FragmentSelector: selector(START, START + HOUR) }),
    );
    const refused = (await Promise.allSettled(calls)).filter((result) => result.status === 'rejected');
    expect(refused).toHaveLength(2);
    expect(refused[0]).toMatchObject({
      reason: { name: 'ClientLimitExceededException', $metadata: { httpStatusCode: 400 } },
    });
    system.shift(1000);
    await list({ MaxResults: 1000, FragmentSelector: selector(START, START + HOUR) });
  });
});

describe('retention', () => {
  const change = async (operation: 'INCREASE_DATA_RETENTION' | 'DECREASE_DATA_RETENTION', hours: number) => {
    const { StreamInfo } = await kvs.control.send(new DescribeStreamCommand({ StreamName: 's' }));
    await kvs.control.send(
      new UpdateDataRetentionCommand({
        StreamName: 's',
        CurrentVersion: StreamInfo?.Version,
        Operation: operation,
        DataRetentionChangeInHours: hours,
      }),
    );
  };

  test('expires by server time', async () => {
    await put(2);
    system.shift(23 * HOUR);
    await put(2, START + 10_000);
    system.shift(HOUR - 5000);
    expect(await listAll(kvs, 's', START, START + HOUR)).toHaveLength(4);
    system.shift(5001);
    expect(await listAll(kvs, 's', START, START + HOUR)).toHaveLength(2);
  });

  test('shortened takes older data away, and lengthened again does not bring it back', async () => {
    await put(2);
    system.shift(3 * HOUR);
    await put(1, START + 10_000);
    await change('DECREASE_DATA_RETENTION', 22);
    expect(await listAll(kvs, 's', START, START + HOUR)).toHaveLength(1);
    await change('INCREASE_DATA_RETENTION', 100);
    expect(await listAll(kvs, 's', START, START + HOUR)).toHaveLength(1);
    system.shift(50 * HOUR);
    expect(await listAll(kvs, 's', START, START + HOUR)).toHaveLength(1);
  });

  test.each([
    ['DECREASE_DATA_RETENTION', 25],
    ['INCREASE_DATA_RETENTION', 87_600],
  ] as const)('%s by %d is refused', async (operation, hours) => {
    await expect(change(operation, hours)).rejects.toMatchObject({ name: 'InvalidArgumentException' });
  });

  test('of 0 keeps five minutes', async () => {
    await change('DECREASE_DATA_RETENTION', 24);
    await put(1);
    system.shift(299_000);
    expect(await listAll(kvs, 's', START, START + HOUR)).toHaveLength(1);
    system.shift(2000);
    expect(await listAll(kvs, 's', START, START + HOUR)).toHaveLength(0);
  });
});

test('numbers grow through restarts, also when the clock goes back', async () => {
  await put(2);
  system.shift(-48 * HOUR);
  await put(2, START + 10_000);
  await kvs.stop();
  kvs = await startKvs({ system, dataDir: kvs.dataDir });
  await put(2, START + 20_000);

  const fragments = await listAll(kvs, 's', START, START + HOUR);

  expect(fragments.map((entry) => (entry.ProducerTimestamp?.getTime() ?? 0) - START)).toEqual([
    0, 1000, 10_000, 11_000, 20_000, 21_000,
  ]);
});
