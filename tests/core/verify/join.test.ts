import * as fc from 'fast-check';
import { planFileName, type RowSummary } from '../../../core/ledger/rowSummary.ts';
import type { ListedObject } from '../../../core/ports/objectInventory.ts';
import { joinByName } from '../../../core/verify/joinByName.ts';
import { type Keyed, mergeOrdered } from '../../../core/verify/mergeOrdered.ts';
import { OverlapFinder } from '../../../core/verify/OverlapFinder.ts';
import { rowsByStart } from '../../../core/verify/rowsByStart.ts';
import { clipRow, DAY, NOW, objectsOf } from './sketch.ts';

async function* each<Item>(items: Iterable<Item>): AsyncGenerator<Item, void, undefined> {
  yield* items;
}

async function collect<Item>(items: AsyncIterable<Item>): Promise<Item[]> {
  const all: Item[] = [];
  for await (const item of items) all.push(item);
  return all;
}

const plans = fc.uniqueArray(fc.tuple(fc.nat({ max: 5 * DAY }), fc.nat({ max: DAY })), {
  maxLength: 60,
  selector: ([start]) => start,
});
const byEnd = (rows: RowSummary[]) => rows.sort((a, b) => a.endProducerMs - b.endProducerMs);

test('rows in the order of their ends come out in the order of their starts', async () => {
  await fc.assert(
    fc.asyncProperty(plans, async (spans) => {
      const rows = spans.map(([start, length], index) => clipRow(index, NOW + start, NOW + start + length));
      const ordered = await collect(rowsByStart(each(byEnd([...rows]))));
      expect(ordered.map(({ name }) => name)).toEqual(rows.map(planFileName).sort());
    }),
    { seed: 7 },
  );
});

test('each row meets the objects of its name, whatever is missing on either side', async () => {
  await fc.assert(
    fc.asyncProperty(plans, fc.infiniteStream(fc.boolean()), async (spans, coin) => {
      const rows = spans.map(([start, length], index) => clipRow(index, NOW + start, NOW + start + length));
      const standing = rows.filter(() => coin.next().value === true);
      const objects = rows
        .flatMap((row) => objectsOf(row).map((item) => ({ name: planFileName(row), item })))
        .filter(() => coin.next().value === true);
      const folder = (name: string) =>
        each(
          objects.filter(({ item }) => item.key.startsWith(name)).sort((a, b) => (a.item.key < b.item.key ? -1 : 1)),
        );
      const together = await collect(
        joinByName(
          rowsByStart(each(byEnd([...standing]))),
          mergeOrdered<ListedObject>([folder('clips/'), folder('bundles/')]),
        ),
      );

      const names = new Set([...standing.map(planFileName), ...objects.map(({ name }) => name)]);
      expect(together.map(({ name }) => name)).toEqual([...names].sort());
      for (const { name, rows: met, objects: found } of together) {
        expect(met.map(planFileName)).toEqual(standing.map(planFileName).filter((other) => other === name));
        expect(new Set(found)).toEqual(new Set(objects.filter((other) => other.name === name).map(({ item }) => item)));
      }
    }),
    { seed: 7 },
  );
});

test('however many clips are joined, no more than a day of them is held', async () => {
  const clips = 20_000;
  const stepMs = 300_000;
  let read = 0;
  let joined = 0;
  let mostHeld = 0;
  async function* rows(): AsyncGenerator<RowSummary, void, undefined> {
    for (let at = 0; at < clips; at++) {
      read += 1;
      yield { kind: 'clip', startProducerMs: at * stepMs, endProducerMs: (at + 1) * stepMs, planId: 'p' } as RowSummary;
    }
  }
  async function* objects(): AsyncGenerator<Keyed<ListedObject>, void, undefined> {
    for (let at = 0; at < clips; at++) {
      const name = planFileName({ startProducerMs: at * stepMs, planId: 'p' as RowSummary['planId'] });
      yield { name, item: {} as ListedObject };
    }
  }

  for await (const { rows: met, objects: found } of joinByName(rowsByStart(rows()), objects())) {
    joined += met.length === 1 && found.length === 1 ? 1 : 0;
    mostHeld = Math.max(mostHeld, read - joined);
  }

  expect(joined).toBe(clips);
  expect(mostHeld).toBeLessThanOrEqual(DAY / stepMs + 3);
}, 300_000);

test('rows overlap where they have an instant in common, and only within one stream', () => {
  const finder = new OverlapFinder();
  const rows = [
    clipRow(1, 0, 100),
    clipRow(2, 50, 60),
    clipRow(3, 100, 110),
    { ...clipRow(4, 105, 120), streamArn: 'x' },
  ];

  const found = rows.map((row) => finder.add(row).map(({ planId }) => Number.parseInt(planId, 16)));

  expect(found).toEqual([[], [1], [1], []]);
});
