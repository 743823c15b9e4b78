import type { RowSummary } from '../ledger/rowSummary.ts';

/**
 * Finds rows that can share a fragment: those whose footage overlaps. A fragment's producer time lies within the
 * footage of every plan that holds it, so rows that do not overlap need no look at their numbers. Holds the rows that
 * reach beyond the last start.
 *
 * One instant in common is an overlap: where one frame is a fragment, a plan ends as it begins.
 */
export class OverlapFinder {
  #active: RowSummary[] = [];

  /** @param row the next one in the order of starts @returns the rows before it that it overlaps */
  add(row: RowSummary): readonly RowSummary[] {
    if (row.kind === 'split') return [];
    const overlapping = this.#active.filter(
      (other) => other.endProducerMs >= row.startProducerMs && other.streamArn === row.streamArn,
    );
    this.#active = [...this.#active.filter((other) => other.endProducerMs >= row.startProducerMs), row];
    return overlapping;
  }
}
