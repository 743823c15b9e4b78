import { Bell } from './Bell.ts';
import type { PendingFragment } from './FragmentStore.ts';

/** What waits, in the order of sequence numbers: some hundred bytes of memory a fragment, wherever its own bytes are. */
export class PendingList {
  readonly #fragments: PendingFragment[] = [];
  readonly #bell = new Bell();
  #bytes = 0;
  #ended = false;

  get size(): number {
    return this.#fragments.length;
  }

  get bytes(): number {
    return this.#bytes;
  }

  get ended(): boolean {
    return this.#ended;
  }

  get oldest(): PendingFragment | undefined {
    return this.#fragments[0];
  }

  get newest(): PendingFragment | undefined {
    return this.#fragments.at(-1);
  }

  /** Appends; its sequence number is higher than all others. */
  add(fragment: PendingFragment): void {
    this.#fragments.push(fragment);
    this.#bytes += fragment.size;
    this.#bell.ring();
  }

  /** @returns whether it was there. */
  remove(fragment: PendingFragment): boolean {
    const at = this.#firstFrom(fragment.sequence);
    if (this.#fragments[at] !== fragment) return false;
    this.#fragments.splice(at, 1);
    this.#bytes -= fragment.size;
    this.#bell.ring();
    return true;
  }

  after(sequence: number): PendingFragment | undefined {
    return this.#fragments[this.#firstFrom(sequence + 1)];
  }

  /** The first that may be given up, among those that `may` be. */
  firstToGiveUp(may: (fragment: PendingFragment) => boolean = () => true): PendingFragment | undefined {
    return this.#fragments.find((fragment) => !fragment.inFlight && may(fragment)) ?? this.#fragments.find(may);
  }

  newestWithin(ms: number): PendingFragment | undefined {
    const newest = this.newest;
    let found = newest;
    for (let at = this.#fragments.length - 2; newest !== undefined && at >= 0; at -= 1) {
      const fragment = this.#fragments[at];
      // A clock that was put back ends the run of footage too.
      if (fragment === undefined || Math.abs(newest.timecodeMs - fragment.timecodeMs) > ms) break;
      found = fragment;
    }
    return found;
  }

  all(): readonly PendingFragment[] {
    return this.#fragments;
  }

  end(): void {
    this.#ended = true;
    this.#bell.ring();
  }

  wake(): void {
    this.#bell.ring();
  }

  changed(): Promise<void> {
    return this.#bell.wait();
  }

  /** Where the first one of that sequence number or a higher one stands. */
  #firstFrom(sequence: number): number {
    let low = 0;
    let high = this.#fragments.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#fragments[middle]?.sequence ?? 0) < sequence) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
