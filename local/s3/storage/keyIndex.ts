import { ClassicLevel } from 'classic-level';

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
    await this.#level.batch([...changes]);
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
        await this.#level.batch(
          group.flatMap(({ changes }) => changes),
          { sync: true },
        );
        for (const { resolve } of group) resolve();
      } catch (error) {
        // After a failed write LevelDB refuses all further ones until it is opened anew.
        for (const { reject } of group) reject(error);
        await this.#level.close();
        await this.#level.open();
      }
    }
    this.#committing = undefined;
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
