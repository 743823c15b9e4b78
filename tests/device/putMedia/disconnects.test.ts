import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { realSystem } from '../../../cloud/system/realSystem.ts';
import { runProducer } from '../../../device/putMedia/runProducer.ts';
import { type Cut, CuttingProxy } from '../CuttingProxy.ts';
import { CREDENTIALS, type KvsForDevices, REGION, startKvsForDevices } from '../kvsForDevices.ts';
import { SyntheticSource } from '../SyntheticSource.ts';
import { quickFiles } from '../spool/quickFiles.ts';

const START_MS = 1_795_000_000_000;
const FRAGMENTS = 400;
const CUTS = 100;

let service: KvsForDevices;
beforeAll(async () => {
  service = await startKvsForDevices();
});
afterAll(async () => {
  await service.close();
});

/** Numbers in [0, 1) that come back with the seed (mulberry32). */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** Every kind of place at which a connection can break, and how to break it there in the n-th fragment or so. */
const PLACES: readonly [string, (nth: number, random: () => number) => Cut][] = [
  ['within the head of the request', (_, random) => ({ side: 'up', afterBytes: Math.floor(random() * 400) })],
  ['within the Matroska header', (_, random) => behind('up', [0x1a, 0x45, 0xdf, 0xa3], 1, random() * 150)],
  ['within the head of a cluster', (nth, random) => behind('up', CLUSTER, nth, random() * 12)],
  ['within a frame', (nth, random) => behind('up', CLUSTER, nth, 40 + random() * 2_000)],
  ['within the last frame of a fragment', (nth, random) => behind('up', CLUSTER, nth, 3_000 + random() * 1_900)],
  ['within the tag that ends a fragment', (nth, random) => behind('up', 'END_OF_FRAG', nth, random() * 12)],
  ['between two fragments', (nth) => behind('up', 'END_OF_FRAGMENT', nth, 6)],
  ['within the head of the answer', (_, random) => ({ side: 'down', afterBytes: Math.floor(random() * 150) })],
  ['within BUFFERING', (nth, random) => behind('down', 'BUFFERING', nth, random() * 60)],
  ['between BUFFERING and RECEIVED', (nth) => behind('down', 'RECEIVED', nth, -22)],
  ['within RECEIVED', (nth, random) => behind('down', 'RECEIVED', nth, random() * 60)],
  ['within PERSISTED', (nth, random) => behind('down', 'PERSISTED', nth, random() * 60)],
  ['between the acknowledgements of two fragments', (nth) => behind('down', 'PERSISTED', nth, 104)],
];
const CLUSTER = [0x1f, 0x43, 0xb6, 0x75];

function behind(side: Cut['side'], bytes: string | readonly number[], occurrence: number, offset: number): Cut {
  return { side, behind: Uint8Array.from(Buffer.from(bytes as string)), occurrence, offset: Math.floor(offset) };
}

describe.each([
  ['in memory', undefined],
  ['in a spool', quickFiles],
])('%s', (_, files) => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'disconnects-'));
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  test(`${CUTS} disconnects at every kind of place: nothing is lost, and a fragment goes out again only before its PERSISTED`, async () => {
    const streamName = files === undefined ? 'cut-memory' : 'cut-spool';
    const random = seeded(20_261_121);
    const cuts = Array.from({ length: CUTS }, (_, index): Cut => {
      const place = PLACES[index % PLACES.length]?.[1];
      return place?.(1 + Math.floor(random() * 4), random) ?? { side: 'up', afterBytes: 0 };
    });
    const proxy = new CuttingProxy(() => Number(new URL(service.endpoint).port), cuts);
    const endpoint = await proxy.listen();
    service.announce(endpoint);
    const persisted = new Set<number>();
    const sentAfterPersisted: number[] = [];
    let mostWaiting = 0;

    const summary = await runProducer({
      source: new SyntheticSource({ fragments: FRAGMENTS, startMs: START_MS, payloadBytes: 2_500 }),
      streamName,
      region: REGION,
      endpoint,
      credentials: CREDENTIALS,
      createStream: { retentionHours: 24 },
      // A minute of footage.
      settings: { firstRetryMs: 2, longestRetryMs: 10, connectionTakenMs: 5, bufferBytes: 60 * 5_150 },
      ...(files === undefined ? {} : { spool: { folder, maxBytes: 60 * 5_150, files } }),
      system: realSystem,
      onEvent: (event) => {
        if (event.kind === 'persisted') persisted.add(event.timecodeMs);
        if (event.kind === 'sent' && persisted.has(event.timecodeMs)) sentAfterPersisted.push(event.timecodeMs);
        if (event.kind === 'kept') mostWaiting = Math.max(mostWaiting, event.waiting);
      },
    });
    await proxy.close();

    const stored = await service.stored(streamName, START_MS);
    expect(proxy.cutsMade).toBe(CUTS);
    expect(summary).toMatchObject({ fragments: FRAGMENTS, persisted: FRAGMENTS, dropped: 0, unpersisted: 0 });
    expect(mostWaiting).toBeLessThanOrEqual(60);
    expect(sentAfterPersisted).toEqual([]);
    expect([...new Set(stored.map(({ clusterTimecodeMs }) => clusterTimecodeMs))].sort((a, b) => a - b)).toEqual(
      Array.from({ length: FRAGMENTS }, (_, index) => START_MS + index * 1_000),
    );
    for (const { clusterTimecodeMs, frames } of stored) {
      const group = (clusterTimecodeMs - START_MS) / 1_000;
      expect(frames.map(({ payload }) => payload.length)).toEqual([2_500, 2_500]);
      expect(new DataView(Uint8Array.from(frames[0]?.payload ?? []).buffer).getUint32(0)).toBe(group * 2);
    }
    if (files !== undefined) {
      expect(await readdir(folder)).toEqual(['fragments', 'headers', 'spool']);
      expect(
        (await readdir(join(folder, 'fragments'), { recursive: true })).filter((name) => name.includes('_')),
      ).toEqual([]);
    }
  }, 300_000);
});
