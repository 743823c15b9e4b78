import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { realSystem } from '../../../cloud/system/realSystem.ts';
import type { ProducerEvent } from '../../../device/putMedia/ProducerEvent.ts';
import { type ProducerOptions, runProducer } from '../../../device/putMedia/runProducer.ts';
import { diskFiles } from '../../../device/spool/diskFiles.ts';
import { Gate } from '../Gate.ts';
import { CREDENTIALS, type KvsForDevices, REGION, startKvsForDevices } from '../kvsForDevices.ts';
import { SyntheticSource } from '../SyntheticSource.ts';
import { FaultyFiles } from '../spool/FaultyFiles.ts';
import { quickFiles } from '../spool/quickFiles.ts';

const START_MS = 1_795_000_000_000;
/** Bytes of a fragment of two frames of 500. */
const FRAGMENT_BYTES = 1_000;

let service: KvsForDevices;
let gate: Gate;
let endpoint: string;
let folder: string;
beforeAll(async () => {
  service = await startKvsForDevices();
});
afterAll(() => service.close());
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'device-spool-'));
  gate = new Gate(() => Number(new URL(service.endpoint).port), false);
  endpoint = await gate.listen();
  service.announce(endpoint);
});
afterEach(async () => {
  await gate.close();
  await rm(folder, { recursive: true, force: true });
});

function options(streamName: string, source: SyntheticSource, more: Partial<ProducerOptions> = {}): ProducerOptions {
  return {
    source,
    streamName,
    region: REGION,
    endpoint,
    credentials: CREDENTIALS,
    createStream: { retentionHours: 24 },
    settings: { firstRetryMs: 5, connectionTakenMs: 5, longestRetryMs: 50, finishWithinMs: 200 },
    spool: { folder, maxBytes: 50_000_000, files: quickFiles },
    system: realSystem,
    ...more,
  };
}

const moments = (count: number, fromMs = START_MS, stepMs = 1_000) =>
  Array.from({ length: count }, (_, index) => fromMs + index * stepMs);

async function storedMoments(streamName: string): Promise<number[]> {
  return (await service.stored(streamName, START_MS - 3_600_000)).map(({ clusterTimecodeMs }) => clusterTimecodeMs);
}

/** Runs a source to its end while there is no network; all of it stays in the spool. */
async function recordOffline(streamName: string, source: SyntheticSource, more: Partial<ProducerOptions> = {}) {
  const stop = new AbortController();
  let kept = 0;
  const { fragments } = source;
  return await runProducer(
    options(streamName, source, {
      signal: stop.signal,
      ...more,
      onEvent: (event) => {
        more.onEvent?.(event);
        if (event.kind === 'kept') kept += 1;
        if (kept === fragments) stop.abort();
      },
    }),
  );
}

const waitFor = async (isSo: () => boolean) => {
  while (!isSo()) await realSystem.clock.sleep(5);
};

test('hours without a network: all of it is sent with its own times, each moment once, oldest first', async () => {
  const streamName = 'hours';
  const events: ProducerEvent[] = [];
  // Three hours of footage, a fragment every half minute; the network comes back when all of it is recorded.
  const source = new SyntheticSource({
    fragments: 360,
    stepMs: 30_000,
    startMs: START_MS,
    payloadBytes: 100,
    live: true,
  });
  let mostWaiting = 0;

  const summary = await runProducer(
    options(streamName, source, {
      onEvent: (event) => {
        if (event.kind !== 'kept') events.push(event);
        else {
          mostWaiting = Math.max(mostWaiting, event.waiting);
          if (event.timecodeMs === START_MS + 359 * 30_000) gate.open();
        }
      },
    }),
  );

  expect(mostWaiting).toBe(360);
  expect(summary).toMatchObject({ fragments: 360, persisted: 360, dropped: 0, unpersisted: 0, sentAgain: 0 });
  expect(await storedMoments(streamName)).toEqual(moments(360, START_MS, 30_000));
  expect(events.some(({ kind }) => kind === 'waiting')).toBe(true);
  expect(await readdir(join(folder, 'fragments'), { recursive: true })).toEqual(['000000000']);
}, 300_000);

test('the next run sends what the one before had to leave, then its own, and doubles nothing', async () => {
  const streamName = 'next-run';
  const first = await recordOffline(
    streamName,
    new SyntheticSource({ fragments: 5, startMs: START_MS, payloadBytes: 500, live: true }),
  );
  gate.open();
  const events: ProducerEvent[] = [];

  const second = await runProducer(
    options(streamName, new SyntheticSource({ fragments: 3, startMs: START_MS + 60_000, payloadBytes: 500 }), {
      onEvent: (event) => events.push(event),
    }),
  );

  expect(first).toMatchObject({ fragments: 5, persisted: 0, dropped: 0, unpersisted: 5 });
  expect(second).toMatchObject({ fragments: 8, persisted: 8, dropped: 0, unpersisted: 0, connections: 1 });
  expect(events[0]).toEqual({ kind: 'recovered', fragments: 5, bytes: expect.any(Number), firstMs: START_MS });
  expect(await storedMoments(streamName)).toEqual([...moments(5), ...moments(3, START_MS + 60_000)]);
});

test('another codec configuration, and a clock that was put back, have connections of their own', async () => {
  const streamName = 'configurations';
  const record = (startMs: number, level: number) =>
    recordOffline(streamName, new SyntheticSource({ fragments: 2, startMs, level, payloadBytes: 500, live: true }));
  await record(START_MS, 31);
  await record(START_MS + 10_000, 40);
  await record(START_MS - 600_000, 40);
  gate.open();

  const summary = await runProducer(
    options(
      streamName,
      new SyntheticSource({ fragments: 1, startMs: START_MS + 20_000, level: 31, payloadBytes: 500 }),
    ),
  );

  const stored = await service.stored(streamName, START_MS - 3_600_000);
  expect(summary).toMatchObject({ fragments: 7, persisted: 7, dropped: 0, sentAgain: 0, connections: 4 });
  expect(
    stored.map(({ clusterTimecodeMs, tracks }) => [clusterTimecodeMs - START_MS, tracks[0]?.codecPrivate?.[3]]),
  ).toEqual([
    [0, 31],
    [1_000, 31],
    [10_000, 40],
    [11_000, 40],
    [-600_000, 40],
    [-599_000, 40],
    [20_000, 31],
  ]);
  expect((await readdir(join(folder, 'headers'))).length).toBe(1);
});

test('a source that changes while it runs: each part under its own header, nothing doubled', async () => {
  const streamName = 'changes';
  gate.open();
  const source = new SyntheticSource({
    fragments: 8,
    startMs: START_MS,
    payloadBytes: 500,
    live: true,
    levelChange: { atGroup: 5, level: 40 },
  });

  const summary = await runProducer(options(streamName, source));

  const stored = await service.stored(streamName, START_MS);
  expect(summary).toMatchObject({ fragments: 8, persisted: 8, dropped: 0, sentAgain: 0, connections: 2 });
  expect(stored.map(({ clusterTimecodeMs }) => clusterTimecodeMs)).toEqual(moments(8));
  expect(stored.map(({ tracks }) => tracks[0]?.codecPrivate?.[3])).toEqual([31, 31, 31, 31, 31, 40, 40, 40]);
});

test('live first: the present goes out at once and the backlog in between, each in its order and each once', async () => {
  const streamName = 'live-first';
  await recordOffline(
    streamName,
    new SyntheticSource({ fragments: 200, startMs: START_MS, payloadBytes: 500, live: true }),
  );
  gate.open();
  const liveMs = START_MS + 3_000_000;
  const order: number[] = [];
  const lanes: string[] = [];
  const source = new SyntheticSource({ fragments: 25, startMs: liveMs, payloadBytes: 500, everyMs: 20, live: true });

  const summary = await runProducer(
    options(streamName, source, {
      order: 'live-first',
      settings: { firstRetryMs: 5, connectionTakenMs: 5, longestRetryMs: 50, backlogTurnMs: 30 },
      onEvent: (event) => {
        if (event.kind === 'sent') order.push(event.timecodeMs);
        if (event.kind === 'connected') lanes.push(event.lane);
      },
    }),
  );

  const isLive = (ms: number) => ms >= liveMs;
  expect(summary).toMatchObject({ fragments: 225, persisted: 225, dropped: 0, unpersisted: 0, sentAgain: 0 });
  expect(order.filter(isLive)).toEqual(moments(25, liveMs));
  expect(order.filter((ms) => !isLive(ms))).toEqual(moments(200));
  expect(lanes.slice(0, 2).sort()).toEqual(['backlog', 'live']);
  // The present did not wait for the whole backlog, nor for its own end.
  expect(order.findIndex(isLive)).toBeLessThan(200);
  expect((await storedMoments(streamName)).sort()).toEqual([...moments(200), ...moments(25, liveMs)]);
});

test('what the spool cannot hold is lost from its old end: told, counted, written down, and nothing else', async () => {
  const streamName = 'overflow';
  const dropped: number[] = [];
  const first = await recordOffline(
    streamName,
    new SyntheticSource({ fragments: 30, startMs: START_MS, payloadBytes: 500, live: true }),
    {
      spool: { folder, maxBytes: 12 * (FRAGMENT_BYTES + 200), files: quickFiles },
      onEvent: (event) => {
        if (event.kind === 'dropped') dropped.push(event.timecodeMs);
      },
    },
  );
  gate.open();
  await runProducer(
    options(streamName, new SyntheticSource({ fragments: 1, startMs: START_MS + 90_000, payloadBytes: 500 })),
  );

  const kept = 30 - dropped.length;
  expect(first).toMatchObject({ fragments: 30, persisted: 0, dropped: dropped.length, unpersisted: kept });
  expect(kept).toBeGreaterThanOrEqual(12);
  expect(dropped).toEqual(moments(30 - kept));
  expect(await storedMoments(streamName)).toEqual([...moments(30).slice(30 - kept), START_MS + 90_000]);
  const log = Buffer.from((await diskFiles.read(join(folder, 'losses.jsonl'))) ?? []).toString();
  expect(
    log
      .trim()
      .split('\n')
      .map((line) => Date.parse((JSON.parse(line) as { from: string }).from)),
  ).toEqual(dropped);
});

test('a full disk: memory helps out, then the oldest goes; what was kept is stored once the network is back', async () => {
  const streamName = 'full-disk';
  const events: ProducerEvent[] = [];
  const files = new FaultyFiles();
  const source = new SyntheticSource({
    fragments: 40,
    startMs: START_MS,
    payloadBytes: 500,
    live: true,
    before: (group) => {
      // Some ten fragments fit on the disk, and as many into memory.
      if (group === 1) files.roomBytes = 10 * (FRAGMENT_BYTES + 150);
      if (group === 39) gate.open();
      return undefined;
    },
  });

  const summary = await runProducer(
    options(streamName, source, {
      spool: { folder, maxBytes: 50_000_000, files },
      settings: { firstRetryMs: 5, longestRetryMs: 50, bufferBytes: 10 * (FRAGMENT_BYTES + 150) },
      onEvent: (event) => events.push(event),
    }),
  );

  const dropped = events.flatMap((event) => (event.kind === 'dropped' ? [event.timecodeMs] : []));
  expect(events.find(({ kind }) => kind === 'spool')).toMatchObject({
    trouble: 'full',
    reason: expect.stringContaining('ENOSPC'),
  });
  expect(summary).toMatchObject({
    fragments: 40,
    dropped: dropped.length,
    persisted: 40 - dropped.length,
    unpersisted: 0,
  });
  expect(dropped.length).toBeGreaterThan(10);
  expect(dropped.length).toBeLessThan(25);
  expect([...dropped, ...(await storedMoments(streamName))].sort()).toEqual(moments(40));
});

test('a file waits where a camera would lose: a full spool holds it back', async () => {
  const streamName = 'file-waits';
  const source = new SyntheticSource({ fragments: 40, startMs: START_MS, payloadBytes: 500 });
  const opening = realSystem.clock.sleep(150).then(() => gate.open());

  const summary = await runProducer(
    options(streamName, source, { spool: { folder, maxBytes: 5 * (FRAGMENT_BYTES + 200), files: quickFiles } }),
  );
  await opening;

  expect(summary).toMatchObject({ fragments: 40, persisted: 40, dropped: 0 });
  expect(await storedMoments(streamName)).toEqual(moments(40));
});

test('two devices on one spool, and a spool of another stream: refused, the source let go of', async () => {
  const stop = new AbortController();
  gate.open();
  let begun = false;
  const endless = new SyntheticSource({
    fragments: 1_000,
    startMs: START_MS,
    payloadBytes: 500,
    everyMs: 10,
    live: true,
  });
  const first = runProducer(
    options('owner', endless, {
      signal: stop.signal,
      onEvent: ({ kind }) => {
        begun ||= kind === 'persisted';
      },
    }),
  );
  await waitFor(() => begun);
  const source = new SyntheticSource({ fragments: 1, startMs: START_MS, payloadBytes: 500 });

  await expect(runProducer(options('owner', source))).rejects.toMatchObject({ name: 'Conflict' });
  stop.abort();
  await first;
  await expect(runProducer(options('another', source))).rejects.toMatchObject({ name: 'InvalidInput' });

  expect(source.closed).toBe(true);
});
