import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { producerMs, serverMs } from '../../../../core/fragment.ts';
import { FragmentLog } from '../../../../local/kvs/storage/FragmentLog.ts';
import { composeFragmentNumber } from '../../../../local/kvs/storage/fragmentNumbers.ts';
import { Stream } from '../../../../local/kvs/streams/Stream.ts';

const NOW = 1_700_000_000_000;
const LIMITS = { maxBytes: 1e12, maxMs: 1e12 };

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'kvs-stream-'));
});
afterEach(async () => {
  await rm(directory, { recursive: true });
});

async function streamOf(retentionHours: number) {
  let now = NOW;
  const clock = { now: () => now, sleep: async () => undefined };
  const log = await FragmentLog.open(directory, () => undefined);
  const stream = new Stream(clock, directory, log, {
    formatVersion: 1,
    name: 's',
    arn: 'arn',
    createdMs: NOW,
    version: 'v',
    kmsKeyId: 'k',
    retentionHours,
    storageTier: 'HOT',
    tags: {},
    expiredThroughMs: 0,
    reservedCounter: 0,
  });
  let counter = 0;
  const store = (atMs: number, bytes: number) =>
    log.append(
      { header: new Uint8Array(), cluster: new Uint8Array(bytes) },
      {
        number: composeFragmentNumber(++counter, atMs, 0),
        producerMs: producerMs(atMs),
        serverMs: serverMs(atMs),
        lengthMs: 0,
        listableFromMs: 0,
      },
      LIMITS,
    );
  const times = () => [...stream.readable()].map((entry) => entry.serverMs - NOW);
  return { stream, store, times, pass: (ms: number) => (now += ms) };
}

describe('without retention', () => {
  test('five minutes are kept', async () => {
    const { stream, store, times, pass } = await streamOf(0);
    for (const offset of [0, 100_000, 200_000]) await store(NOW + offset, 10);
    pass(299_999);
    expect(times()).toEqual([0, 100_000, 200_000]);
    pass(1);
    expect(times()).toEqual([100_000, 200_000]);
    await stream.close();
  });

  test('200 MB are kept, the newest', async () => {
    const { stream, store, times } = await streamOf(0);
    for (const offset of [1, 2, 3, 4, 5]) await store(NOW + offset, 49_000_000);
    expect(times()).toEqual([2, 3, 4, 5]);
    await stream.close();
  });
});

test('counters are never given out twice, also when sessions come at once', async () => {
  const { stream } = await streamOf(24);
  const ranges = await Promise.all([1, 5, 1000].map((jump) => stream.reserveCounters(jump)));
  for (const [index, range] of ranges.entries()) {
    expect(range.first).toBeGreaterThan(index === 0 ? 0 : (ranges[index - 1]?.end ?? 0) - 1);
    expect(range.end).toBe(range.first + 65_536);
  }
  await stream.close();
});
