import { planFileName, type RowSummary } from '../ledger/rowSummary.ts';
import { GET_CLIP_LIMITS } from '../plans/limits.ts';
import type { Keyed } from './mergeOrdered.ts';

/**
 * The ledger is in the order of the footage's end, the bucket in that of its start. No plan is longer than 24 h, so a
 * row whose start lies 24 h below the last end read can go on: at most a day of rows is held. A row that breaks that
 * rule comes where it comes, and {@link isOverlong} tells it.
 *
 * @param rows in the order of `endProducerMs`
 */
export async function* rowsByStart(
  rows: AsyncIterable<RowSummary>,
): AsyncGenerator<Keyed<RowSummary>, void, undefined> {
  const waiting = new Heap();
  for await (const item of rows) {
    waiting.push({ name: planFileName(item), item });
    const safeMs = item.endProducerMs - GET_CLIP_LIMITS.maxSpanMs;
    for (let next = waiting.least; next !== undefined && next.item.startProducerMs < safeMs; next = waiting.least) {
      yield waiting.pop();
    }
  }
  while (waiting.least !== undefined) yield waiting.pop();
}

/** Whether a row tells of more footage than a plan may have: the order of the join does not hold for it. */
export function isOverlong(row: RowSummary): boolean {
  return row.endProducerMs - row.startProducerMs > GET_CLIP_LIMITS.maxSpanMs || row.endProducerMs < row.startProducerMs;
}

/** A binary heap by name. Rows come nearly in order, so that almost nothing moves. */
class Heap {
  readonly #items: Keyed<RowSummary>[] = [];

  get least(): Keyed<RowSummary> | undefined {
    return this.#items[0];
  }

  push(item: Keyed<RowSummary>): void {
    const items = this.#items;
    let at = items.length;
    items.push(item);
    while (at > 0) {
      const above = (at - 1) >> 1;
      const parent = items[above];
      if (parent === undefined || parent.name <= item.name) break;
      items[at] = parent;
      at = above;
    }
    items[at] = item;
  }

  pop(): Keyed<RowSummary> {
    const items = this.#items;
    const [least] = items;
    const last = items.pop();
    if (least === undefined || last === undefined) throw new RangeError('the heap is empty');
    if (items.length === 0) return least;
    let at = 0;
    for (;;) {
      const [left, right] = [items[2 * at + 1], items[2 * at + 2]];
      const below = left !== undefined && right !== undefined && right.name < left.name ? right : left;
      if (below === undefined || below.name >= last.name) break;
      items[at] = below;
      at = below === left ? 2 * at + 1 : 2 * at + 2;
    }
    items[at] = last;
    return least;
  }
}
