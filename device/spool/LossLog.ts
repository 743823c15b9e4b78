import { join } from 'node:path';
import type { Clock } from '../../core/system.ts';
import type { Loss } from './FragmentStore.ts';
import type { SpoolFiles } from './SpoolFiles.ts';

const NAME = 'losses.jsonl';
const OLDER = 'losses.older.jsonl';
/** The log itself is bounded: two files of this size, some twenty thousand losses. */
const MOST_BYTES = 2 * 1_024 * 1_024;

/**
 * What the spool had to give up, a line each: `{"at","from","to","reason"}`, times as RFC 3339; `at` is when it was
 * given up. Lines that a full disk refuses are written with the next one.
 */
export class LossLog {
  readonly #folder: string;
  readonly #files: SpoolFiles;
  readonly #clock: Clock;
  #waiting: string[] = [];
  #writing: Promise<void> = Promise.resolve();

  constructor(folder: string, files: SpoolFiles, clock: Clock) {
    this.#folder = folder;
    this.#files = files;
    this.#clock = clock;
  }

  note({ timecodeMs, lastMs, reason }: Loss): void {
    const [at, from, to] = [this.#clock.now(), timecodeMs, lastMs].map((ms) => new Date(ms).toISOString());
    this.#waiting.push(`${JSON.stringify({ at, from, to, reason })}\n`);
    this.#writing = this.#writing.then(() => this.#write());
  }

  /** Resolves when all that can be written is. */
  async flush(): Promise<void> {
    this.#writing = this.#writing.then(() => this.#write());
    await this.#writing;
  }

  async #write(): Promise<void> {
    if (this.#waiting.length === 0) return;
    const lines = this.#waiting;
    this.#waiting = [];
    const path = join(this.#folder, NAME);
    try {
      if ((await this.#files.sizeOf(path)) > MOST_BYTES) await this.#files.rename(path, join(this.#folder, OLDER));
      await this.#files.append(path, lines.join(''));
    } catch {
      // A disk that is full or broken: the losses were told as they happened, and their lines wait for room, bounded.
      this.#waiting = [...lines, ...this.#waiting].slice(-1_000);
    }
  }
}
