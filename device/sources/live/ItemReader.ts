import { ArchiverError, isArchiverError } from '../../../core/errors.ts';
import type { System } from '../../../core/system.ts';
import { recogniseStream } from '../../media/stream/recogniseStream.ts';
import type { StreamItem, StreamParser } from '../../media/stream/StreamItem.ts';
import type { ByteFeed } from './ByteFeed.ts';

/** What reading on came to. */
export type ReadOutcome =
  | { readonly kind: 'items'; readonly items: readonly StreamItem[]; readonly arrivalMs: number }
  /** Nothing came for so long; reading may go on. */
  | { readonly kind: 'stalled'; readonly ms: number }
  | { readonly kind: 'ended'; readonly items: readonly StreamItem[]; readonly arrivalMs: number }
  /** What came is no video, or no more can be made of it. */
  | { readonly kind: 'broken'; readonly error: ArchiverError }
  | { readonly kind: 'closed' };

/** Reads one feed: bytes into tracks and frames, watching that they come. */
export class ItemReader {
  readonly #system: System;
  readonly #feed: ByteFeed;
  readonly #bytes: AsyncIterator<Uint8Array>;
  readonly #closed: AbortSignal;
  #pending: Promise<IteratorResult<Uint8Array>> | undefined;
  #beginning: Uint8Array = new Uint8Array();
  #parser: StreamParser | undefined;

  constructor(feed: ByteFeed, system: System, closed: AbortSignal) {
    this.#feed = feed;
    this.#system = system;
    this.#closed = closed;
    this.#bytes = feed.bytes[Symbol.asyncIterator]();
  }

  lastWords(): string {
    return this.#feed.lastWords();
  }

  /** Waits for the next bytes, `stallMs` at most. */
  async read(stallMs: number): Promise<ReadOutcome> {
    if (this.#closed.aborted) return { kind: 'closed' };
    this.#pending ??= this.#bytes.next();
    const waited = new AbortController();
    const giveUp = () => waited.abort();
    this.#closed.addEventListener('abort', giveUp, { once: true });
    try {
      const next = await Promise.race([
        this.#pending,
        this.#system.clock.sleep(stallMs, waited.signal).then(
          () => 'stalled' as const,
          (error: unknown) => {
            if (!waited.signal.aborted) throw error;
            return 'closed' as const;
          },
        ),
      ]);
      if (next === 'stalled') return { kind: 'stalled', ms: stallMs };
      if (next === 'closed') return { kind: 'closed' };
      this.#pending = undefined;
      return this.#take(next);
    } catch (error) {
      this.#pending = undefined;
      if (this.#closed.aborted) return { kind: 'closed' };
      if (isArchiverError(error)) return { kind: 'broken', error };
      throw error;
    } finally {
      this.#closed.removeEventListener('abort', giveUp);
      waited.abort();
    }
  }

  async close(): Promise<void> {
    // A read that is under way is ended by the feed.
    this.#pending?.catch(() => undefined);
    await this.#feed.close();
  }

  #take(next: IteratorResult<Uint8Array>): ReadOutcome {
    const arrivalMs = this.#system.clock.now();
    if (!next.done) return { kind: 'items', items: this.#parse(next.value), arrivalMs };
    const items = this.#parser === undefined ? this.#recognise(true) : [];
    return { kind: 'ended', items: [...items, ...(this.#parser?.end() ?? [])], arrivalMs };
  }

  #parse(chunk: Uint8Array): StreamItem[] {
    if (this.#parser !== undefined) return this.#parser.push(chunk);
    this.#beginning = Buffer.concat([this.#beginning, chunk]);
    return this.#recognise(false);
  }

  #recognise(ended: boolean): StreamItem[] {
    if (ended && this.#beginning.length === 0) {
      throw new ArchiverError('UnsupportedMedia', 'it ended before any video came');
    }
    const bytes = this.#beginning;
    const recognised = recogniseStream(bytes, ended);
    if (recognised === undefined) return [];
    this.#parser = recognised.parser;
    this.#beginning = new Uint8Array();
    return this.#parser.push(bytes);
  }
}
