import type { RowSummary } from '../ledger/rowSummary.ts';
import type { ListedObject } from '../ports/objectInventory.ts';
import type { Keyed } from './mergeOrdered.ts';

/** What ledger and bucket hold under one name, `{start}_{planId}`. */
export interface Together {
  readonly name: string;
  /** More than one only where two streams of one name, or a broken row, share it. */
  readonly rows: readonly RowSummary[];
  readonly objects: readonly ListedObject[];
}

/**
 * Joins rows and objects, each in the order of their names, by name. Holds what bears one name and nothing more.
 */
export async function* joinByName(
  rows: AsyncIterable<Keyed<RowSummary>>,
  objects: AsyncIterable<Keyed<ListedObject>>,
): AsyncGenerator<Together, void, undefined> {
  const rowReader = new Reader(rows);
  const objectReader = new Reader(objects);
  try {
    for (;;) {
      const row = await rowReader.peek();
      const object = await objectReader.peek();
      if (row === undefined && object === undefined) return;
      const name =
        row === undefined || (object !== undefined && object.name < row.name) ? (object?.name ?? '') : row.name;
      yield { name, rows: await rowReader.takeAll(name), objects: await objectReader.takeAll(name) };
    }
  } finally {
    await Promise.all([rowReader.close(), objectReader.close()]);
  }
}

class Reader<Item> {
  readonly #items: AsyncIterator<Keyed<Item>>;
  #head: Keyed<Item> | undefined;
  #ended = false;

  constructor(items: AsyncIterable<Keyed<Item>>) {
    this.#items = items[Symbol.asyncIterator]();
  }

  async peek(): Promise<Keyed<Item> | undefined> {
    if (this.#head === undefined && !this.#ended) {
      const next = await this.#items.next();
      if (next.done === true) this.#ended = true;
      else this.#head = next.value;
    }
    return this.#head;
  }

  async takeAll(name: string): Promise<Item[]> {
    const taken: Item[] = [];
    for (let head = await this.peek(); head !== undefined && head.name === name; head = await this.peek()) {
      taken.push(head.item);
      this.#head = undefined;
    }
    return taken;
  }

  async close(): Promise<void> {
    await this.#items.return?.();
  }
}
