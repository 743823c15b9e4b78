import { ClassicLevel } from 'classic-level';
import { FREE_FOR_INDEX_BYTES, requireFreeSpace } from './requireFreeSpace.ts';

/** One change of a commit. Values are JSON. */
export type Change =
  | { readonly type: 'put'; readonly key: string; readonly value: unknown }
  | { readonly type: 'del'; readonly key: string };

interface Waiting {
  readonly changes: readonly Change[];
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

/**
 * The index of everything stored: a sorted map on disk (LevelDB), in the byte order of UTF-8, which is S3's. What it
 * names exists; what it does not name is no part of the store, whatever files lie about. So one commit is the moment
 * at which an object changes, and a `kill -9` leaves the state before or after it.
 */
export class KeyIndex {
  readonly #level: ClassicLevel<string, unknown>;
  #waiting: Waiting[] = [];
  #committing: Promise<void> | undefined;
  #broken = false;
  #reopening: Promise<void> | undefined;

  private constructor(level: ClassicLevel<string, unknown>) {
    this.#level = level;
  }

  /** Opens it, or makes it. Rejects where another process holds it. */
  static async open(folder: string): Promise<KeyIndex> {
    const level = new ClassicLevel<string, unknown>(folder, { valueEncoding: 'json' });
    await level.open();
    return new KeyIndex(level);
  }

  async get<Value>(key: string): Promise<Value | undefined> {
    return (await this.#level.get(key)) as Value | undefined;
  }

  /**
   * Makes all `changes` or none, and returns when they are on disk. Commits that wait together share one sync.
   */
  commit(changes: readonly Change[]): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ changes, resolve, reject });
      this.#committing ??= this.#commitWaiting();
    });
  }

  /** Writes without waiting for the disk: for notes whose loss in a power cut costs nothing but an orphan file. */
  async note(changes: readonly Change[]): Promise<void> {
    await this.#write(changes, false);
  }

  /** Entries whose key begins with `prefix`, in order. */
  async *entries<Value>(prefix: string): AsyncGenerator<[key: string, value: Value]> {
    const walk = this.walk<Value>(prefix);
    try {
      for (let entry = await walk.next(); entry !== undefined; entry = await walk.next()) yield entry;
    } finally {
      await walk.close();
    }
  }

  /** A walk over the entries whose key begins with `prefix`; it sees the index as it is now. */
  walk<Value>(prefix: string): Walk<Value> {
    const iterator = this.#level.iterator({ gte: prefix, highWaterMarkBytes: 128 * 1024 });
    let batch: [string, unknown][] = [];
    let at = 0;
    return {
      async next() {
        if (at === batch.length) {
          batch = await iterator.nextv(256);
          at = 0;
        }
        const entry = batch[at++];
        return entry?.[0].startsWith(prefix) ? (entry as [string, Value]) : undefined;
      },
      seekFrom(key) {
        batch = [];
        at = 0;
        iterator.seek(key);
      },
      seekPast(key) {
        batch = [];
        at = 0;
        // 0xFF is in no UTF-8: it sorts behind everything that begins with `key`.
        iterator.seek(Buffer.concat([Buffer.from(key), Buffer.of(0xff)]), { keyEncoding: 'buffer' });
      },
      close: () => iterator.close(),
    };
  }

  async close(): Promise<void> {
    await this.#committing;
    await this.#level.close();
  }

  async #commitWaiting(): Promise<void> {
    while (this.#waiting.length > 0) {
      const group = this.#waiting;
      this.#waiting = [];
      try {
        await this.#write(
          group.flatMap(({ changes }) => changes),
          true,
        );
        for (const { resolve } of group) resolve();
      } catch (error) {
        for (const { reject } of group) reject(error);
      }
    }
    this.#committing = undefined;
  }

  async #write(changes: readonly Change[], sync: boolean): Promise<void> {
    await this.#ready();
    try {
      await this.#level.batch([...changes], { sync });
    } catch (error) {
      this.#broken = true;
      throw error;
    }
  }

  /**
   * After a failed write (a full disk) the log may end in half a record, and LevelDB may refuse all further writes.
   * Opening it anew reads the log up to there and begins another. That takes room: until there is some, writes are
   * refused, and reads go on.
   */
  async #ready(): Promise<void> {
    if (!this.#broken) return;
    this.#reopening ??= this.#reopen();
    await this.#reopening;
  }

  async #reopen(): Promise<void> {
    try {
      await requireFreeSpace(this.#level.location, FREE_FOR_INDEX_BYTES);
      await this.#level.close();
      await this.#level.open();
      this.#broken = false;
    } finally {
      this.#reopening = undefined;
    }
  }
}

/** Entries one after the other, with jumps. `undefined` is the end. */
export interface Walk<Value> {
  next(): Promise<[key: string, value: Value] | undefined>;
  /** Goes on at `key` or the first one behind it. */
  seekFrom(key: string): void;
  /** Goes on behind everything that begins with `key`. */
  seekPast(key: string): void;
  close(): Promise<void>;
}
