import { Bell } from './Bell.ts';

/** A fragment from when it is made until it is PERSISTED. */
export interface PendingFragment {
  /** Grows by one a fragment. */
  readonly sequence: number;
  readonly timecodeMs: number;
  readonly lastMs: number;
  /** Cluster and END_OF_FRAGMENT tag, as they go out. */
  readonly bytes: Uint8Array;
  /** How often it was written out whole. */
  timesSent: number;
  /** ERROR acknowledgements that may have meant it. */
  refusals: number;
}

/** Fragments that are not yet PERSISTED, in order, bounded in bytes. */
export class FragmentBuffer {
  readonly #maxBytes: number;
  readonly #fragments: PendingFragment[] = [];
  readonly #bell = new Bell();
  #bytes = 0;
  #nextSequence = 0;
  #ended = false;

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  get size(): number {
    return this.#fragments.length;
  }

  get bytes(): number {
    return this.#bytes;
  }

  /** No more fragments will come. */
  get ended(): boolean {
    return this.#ended;
  }

  /** Whether one more of that size fits; an empty buffer takes any. */
  hasRoomFor(bytes: number): boolean {
    return this.#fragments.length === 0 || this.#bytes + bytes <= this.#maxBytes;
  }

  add(content: Pick<PendingFragment, 'timecodeMs' | 'lastMs' | 'bytes'>): PendingFragment {
    const fragment: PendingFragment = { ...content, sequence: this.#nextSequence, timesSent: 0, refusals: 0 };
    this.#nextSequence += 1;
    this.#fragments.push(fragment);
    this.#bytes += fragment.bytes.length;
    this.#bell.ring();
    return fragment;
  }

  remove(fragment: PendingFragment): void {
    const at = this.#fragments.indexOf(fragment);
    if (at < 0) return;
    this.#fragments.splice(at, 1);
    this.#bytes -= fragment.bytes.length;
    this.#bell.ring();
  }

  /** Takes out the oldest that was never sent; where all were, the oldest. */
  removeOldest(): PendingFragment | undefined {
    const fragment = this.#fragments.find(({ timesSent }) => timesSent === 0) ?? this.#fragments[0];
    if (fragment !== undefined) this.remove(fragment);
    return fragment;
  }

  /** The first one after that sequence number. */
  after(sequence: number): PendingFragment | undefined {
    return this.#fragments.find((fragment) => fragment.sequence > sequence);
  }

  byTimecode(timecodeMs: number): PendingFragment | undefined {
    return this.#fragments.find((fragment) => fragment.timecodeMs === timecodeMs);
  }

  end(): void {
    this.#ended = true;
    this.#bell.ring();
  }

  /** Wakes those who wait though nothing changed. */
  wake(): void {
    this.#bell.ring();
  }

  /** Resolves at the next change. */
  changed(): Promise<void> {
    return this.#bell.wait();
  }
}
