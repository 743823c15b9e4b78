import { ArchiverError } from '../../core/errors.ts';
import type { FragmentContent, FragmentStore, Loss, PendingFragment } from './FragmentStore.ts';
import { PendingList } from './PendingList.ts';

/** Fragments in memory: gone with the process. */
export class MemoryStore implements FragmentStore {
  readonly #maxBytes: number;
  readonly #list = new PendingList();
  readonly #bytesOf = new Map<number, Uint8Array>();
  #nextSequence = 0;

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  get size(): number {
    return this.#list.size;
  }

  get bytes(): number {
    return this.#list.bytes;
  }

  get ended(): boolean {
    return this.#list.ended;
  }

  get oldest(): PendingFragment | undefined {
    return this.#list.oldest;
  }

  get newest(): PendingFragment | undefined {
    return this.#list.newest;
  }

  /** An empty store takes one of any size. */
  async add({ timecodeMs, lastMs, header, bytes }: FragmentContent): Promise<boolean> {
    if (this.#list.size > 0 && this.#list.bytes + bytes.length > this.#maxBytes) return false;
    const sequence = this.#nextSequence;
    this.#nextSequence += 1;
    this.#bytesOf.set(sequence, bytes);
    this.#list.add({
      sequence,
      timecodeMs,
      lastMs,
      header,
      size: bytes.length,
      timesSent: 0,
      refusals: 0,
      inFlight: false,
    });
    return true;
  }

  async read(fragment: PendingFragment): Promise<Uint8Array> {
    const bytes = this.#bytesOf.get(fragment.sequence);
    if (bytes === undefined) throw new ArchiverError('Corrupt', 'the fragment is no longer kept');
    return bytes;
  }

  async remove(fragment: PendingFragment): Promise<void> {
    this.#forget(fragment);
  }

  async giveUpOldest(): Promise<PendingFragment | undefined> {
    const fragment = this.#list.firstToGiveUp();
    if (fragment !== undefined) this.#forget(fragment);
    return fragment;
  }

  after(sequence: number): PendingFragment | undefined {
    return this.#list.after(sequence);
  }

  newestWithin(ms: number): PendingFragment | undefined {
    return this.#list.newestWithin(ms);
  }

  /** Memory keeps no log: the event and the exit code tell. */
  noteLoss(_loss: Loss): void {
    return;
  }

  end(): void {
    this.#list.end();
  }

  wake(): void {
    this.#list.wake();
  }

  changed(): Promise<void> {
    return this.#list.changed();
  }

  /** What was not stored in time is counted by the caller. */
  async close(): Promise<readonly Loss[]> {
    return [];
  }

  #forget(fragment: PendingFragment): void {
    this.#bytesOf.delete(fragment.sequence);
    this.#list.remove(fragment);
  }
}
