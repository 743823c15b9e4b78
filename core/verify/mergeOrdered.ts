/** An item and the key that its stream is ordered by. */
export interface Keyed<Item> {
  readonly name: string;
  readonly item: Item;
}

/**
 * Merges streams that are each in the order of their names into one. Holds one item of each.
 */
export async function* mergeOrdered<Item>(
  streams: readonly AsyncIterable<Keyed<Item>>[],
): AsyncGenerator<Keyed<Item>, void, undefined> {
  const heads: { current: Keyed<Item>; rest: AsyncIterator<Keyed<Item>> }[] = [];
  const iterators = streams.map((stream) => stream[Symbol.asyncIterator]());
  try {
    for (const rest of iterators) {
      const first = await rest.next();
      if (first.done !== true) heads.push({ current: first.value, rest });
    }
    for (;;) {
      let least = heads[0];
      for (const head of heads) if (least !== undefined && head.current.name < least.current.name) least = head;
      if (least === undefined) return;
      yield least.current;
      const next = await least.rest.next();
      if (next.done === true) heads.splice(heads.indexOf(least), 1);
      else least.current = next.value;
    }
  } finally {
    await Promise.all(iterators.map((iterator) => iterator.return?.()));
  }
}
