import * as fc from 'fast-check';
import type { FootageEvent } from '../../../core/analysis/FootageEvent.ts';
import { producerMs } from '../../../core/fragment.ts';
import { joinIntoEvent } from '../../../functions/analyze/steps/joinIntoEvent.ts';
import { MemoryFootageEventStore } from '../../simulation/memory/MemoryAnalysisStores.ts';

const MERGE_MS = 60_000;
const sighting = (at: number, confidence: number): FootageEvent => ({
  streamName: 'door',
  rule: 'people',
  beginMs: producerMs(at),
  endMs: producerMs(at),
  best: { producerMs: producerMs(at), imageId: `i${at}`, bucket: 'b', key: 'k', label: 'Person', confidence },
  labels: [confidence % 2 === 0 ? 'Man' : 'Person'],
});

/** What the events must be, whatever the order: sightings in a row, none further than the rule says from the next. */
function expected(sightings: readonly FootageEvent[]): { beginMs: number; endMs: number; best: string }[] {
  const ordered = [...sightings].sort((a, b) => a.beginMs - b.beginMs);
  const events: FootageEvent[][] = [];
  for (const each of ordered) {
    const last = events[events.length - 1];
    const before = last?.[last.length - 1];
    if (last !== undefined && before !== undefined && each.beginMs - before.endMs <= MERGE_MS) last.push(each);
    else events.push([each]);
  }
  return events.map((all) => ({
    beginMs: all[0]?.beginMs ?? 0,
    endMs: all[all.length - 1]?.endMs ?? 0,
    best: all.reduce((best, each) => (each.best.confidence > best.best.confidence ? each : best)).best.imageId,
  }));
}

const found = async (store: MemoryFootageEventStore) =>
  (await store.find({ limit: 1000 })).items
    .map(({ beginMs, endMs, best }) => ({ beginMs, endMs, best: best.imageId }))
    .sort((a, b) => a.beginMs - b.beginMs);

/** A store whose every call lets others go on first, as often as the numbers say. */
function interrupted(store: MemoryFootageEventStore, turns: readonly number[]): MemoryFootageEventStore {
  let call = 0;
  return new Proxy(store, {
    get(target, property) {
      const member = Reflect.get(target, property) as unknown;
      if (typeof member !== 'function') return member;
      return async (...args: unknown[]) => {
        for (let turn = turns[call++ % turns.length] ?? 0; turn > 0; turn--) await Promise.resolve();
        return (member as (...given: unknown[]) => unknown).apply(target, args);
      };
    },
  });
}

const sightings = fc
  .uniqueArray(fc.integer({ min: 0, max: 60 }), { minLength: 1, maxLength: 14 })
  .chain((times) =>
    fc.tuple(...times.map((at) => fc.integer({ min: 1, max: 99 }).map((sure) => sighting(at * 20_000, sure)))),
  );

describe('events', () => {
  it('are the same in whatever order sightings come, and however often', async () => {
    await fc.assert(
      fc.asyncProperty(sightings, fc.infiniteStream(fc.nat()), async (all, draws) => {
        const store = new MemoryFootageEventStore();
        const again = [...all, ...all.slice(0, 4)];
        while (again.length > 0) {
          const [next] = again.splice((draws.next().value ?? 0) % again.length, 1);
          if (next !== undefined) await joinIntoEvent(next, MERGE_MS, store);
        }

        expect(await found(store)).toEqual(expected(all));
      }),
      { seed: 11, numRuns: 300 },
    );
  });

  it('are the same where all come at once, and each call lets the others between', async () => {
    await fc.assert(
      fc.asyncProperty(
        sightings,
        fc.array(fc.integer({ min: 0, max: 6 }), { minLength: 7, maxLength: 7 }),
        async (all, turns) => {
          const store = new MemoryFootageEventStore();
          const slow = interrupted(store, turns);
          await Promise.all([...all, ...all].map((each) => joinIntoEvent(each, MERGE_MS, slow)));

          expect(await found(store)).toEqual(expected(all));
        },
      ),
      { seed: 12, numRuns: 300 },
    );
  });

  it('are made whole by whoever comes after one that died on the way', async () => {
    const store = new MemoryFootageEventStore();
    const left = sighting(0, 50);
    const right = sighting(100_000, 60);
    await joinIntoEvent(left, MERGE_MS, store);
    await joinIntoEvent(right, MERGE_MS, store);
    const dying = new Proxy(store, {
      get: (target, property) =>
        property === 'remove'
          ? async () => Promise.reject(new Error('killed'))
          : (Reflect.get(target, property) as (...args: never[]) => unknown).bind(target),
    });

    await expect(joinIntoEvent(sighting(50_000, 70), MERGE_MS, dying)).rejects.toThrow('killed');
    await joinIntoEvent(sighting(50_000, 70), MERGE_MS, store);

    expect(await found(store)).toEqual([{ beginMs: 0, endMs: 100_000, best: 'i50000' }]);
  });
});
