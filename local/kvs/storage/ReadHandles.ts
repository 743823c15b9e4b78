import type { FileHandle } from 'node:fs/promises';

/** A file that is open for reading, and how many are reading it. */
interface Shared {
  readonly file: Promise<FileHandle>;
  readers: number;
  /** No new reader gets it; the last one closes it. */
  dropped: boolean;
}

/** Files that nobody reads now and that are kept open nevertheless. */
const KEPT = 2;

/**
 * The data files of a log that are open for reading: a clip of 200 fragments opens its segment once. The two that were
 * used last stay open until their segment is freed or the log is closed.
 */
export class ReadHandles {
  readonly #open: (segment: number) => Promise<FileHandle>;
  /** In the order of their last use. */
  readonly #shared = new Map<number, Shared>();

  constructor(open: (segment: number) => Promise<FileHandle>) {
    this.#open = open;
  }

  /** Reads a segment's file. */
  async with<Result>(segment: number, read: (file: FileHandle) => Promise<Result>): Promise<Result> {
    const shared = this.#take(segment);
    try {
      return await read(await shared.file);
    } finally {
      shared.readers--;
      await this.#settle(segment, shared);
    }
  }

  /** The segment is freed: whoever reads it reads on, nobody begins. */
  async drop(segment: number): Promise<void> {
    const shared = this.#shared.get(segment);
    if (shared === undefined) return;
    this.#shared.delete(segment);
    shared.dropped = true;
    if (shared.readers === 0) await closed(shared);
  }

  async close(): Promise<void> {
    for (const segment of [...this.#shared.keys()]) await this.drop(segment);
  }

  #take(segment: number): Shared {
    const shared = this.#shared.get(segment) ?? { file: this.#open(segment), readers: 0, dropped: false };
    shared.readers++;
    this.#shared.delete(segment);
    this.#shared.set(segment, shared);
    return shared;
  }

  async #settle(segment: number, shared: Shared): Promise<void> {
    if (shared.readers > 0) return;
    const failed = await shared.file.then(
      () => false,
      () => true,
    );
    if (failed && this.#shared.get(segment) === shared) this.#shared.delete(segment);
    if (shared.dropped) {
      await closed(shared);
      return;
    }
    const idle = [...this.#shared].filter(([, { readers }]) => readers === 0);
    for (const [oldest] of idle.slice(0, Math.max(0, idle.length - KEPT))) await this.drop(oldest);
  }
}

/** Closes it; one that could not be opened is closed already, and its reader has heard of it. */
async function closed({ file }: Shared): Promise<void> {
  const opened = await file.catch(() => undefined);
  await opened?.close();
}
