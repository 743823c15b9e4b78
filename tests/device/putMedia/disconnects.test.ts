import { realSystem } from '../../../cloud/system/realSystem.ts';
import { runProducer } from '../../../device/putMedia/runProducer.ts';
import { type Cut, CuttingProxy } from '../CuttingProxy.ts';
import { CREDENTIALS, type KvsForDevices, REGION, startKvsForDevices } from '../kvsForDevices.ts';
import { SyntheticSource } from '../SyntheticSource.ts';

const START_MS = 1_795_000_000_000;
const FRAGMENTS = 700;
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

test(`${CUTS} disconnects at any byte: nothing is lost, and a fragment goes out again only before its PERSISTED`, async () => {
  const random = seeded(20_261_121);
  // In the head, in the Matroska header, within a fragment, between two; or on the way back, within an acknowledgement.
  const cuts = Array.from(
    { length: CUTS },
    (): Cut =>
      random() < 0.6
        ? { side: 'up', afterBytes: Math.floor(random() ** 2 * 30_000) }
        : { side: 'down', afterBytes: Math.floor(random() ** 2 * 4_000) },
  );
  const proxy = new CuttingProxy(() => Number(new URL(service.endpoint).port), cuts);
  const endpoint = await proxy.listen();
  service.announce(endpoint);
  const persisted = new Set<number>();
  const sentAfterPersisted: number[] = [];

  const summary = await runProducer({
    source: new SyntheticSource({ fragments: FRAGMENTS, startMs: START_MS, payloadBytes: 2_500 }),
    streamName: 'cut',
    region: REGION,
    endpoint,
    credentials: CREDENTIALS,
    createStream: { retentionHours: 24 },
    settings: { firstRetryMs: 2, longestRetryMs: 10, connectionTakenMs: 5, bufferBytes: 300_000 },
    system: realSystem,
    onEvent: (event) => {
      if (event.kind === 'persisted') persisted.add(event.timecodeMs);
      if (event.kind === 'sent' && persisted.has(event.timecodeMs)) sentAfterPersisted.push(event.timecodeMs);
    },
  });
  await proxy.close();

  const stored = await service.stored('cut', START_MS);
  expect(proxy.cutsMade).toBe(CUTS);
  expect(summary).toMatchObject({ fragments: FRAGMENTS, dropped: 0, unpersisted: 0 });
  expect(sentAfterPersisted).toEqual([]);
  expect([...new Set(stored.map(({ clusterTimecodeMs }) => clusterTimecodeMs))].sort((a, b) => a - b)).toEqual(
    Array.from({ length: FRAGMENTS }, (_, index) => START_MS + index * 1_000),
  );
  for (const { clusterTimecodeMs, frames } of stored) {
    const group = (clusterTimecodeMs - START_MS) / 1_000;
    expect(frames.map(({ payload }) => payload.length)).toEqual([2_500, 2_500]);
    expect(new DataView(Uint8Array.from(frames[0]?.payload ?? []).buffer).getUint32(0)).toBe(group * 2);
  }
}, 60_000);
