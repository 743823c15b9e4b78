import { ArchiverError } from '../../../core/errors.ts';
import type { ObjectStore } from '../../../core/ports/objectStore.ts';
import type { PackageFile } from '../../../core/ports/packageFiles.ts';

/** An index of ten hours of footage has some tens of megabytes. */
const MOST_AT_ONCE = 256 * 1024 ** 2;
/** Of a whole file, whatever its index says. */
const MOST_IN_ALL = 1024 ** 3;

/** Reads pieces of a file, and counts them: what an index says is a stranger's word, and every byte is billed. */
export class RangedReader {
  readonly #file: PackageFile;
  readonly #objects: Pick<ObjectStore, 'get'>;
  #bytes = 0;
  #failure: unknown;

  constructor(file: PackageFile, objects: Pick<ObjectStore, 'get'>) {
    this.#file = file;
    this.#objects = objects;
  }

  /** What went wrong while reading, rather than with what was read. */
  get failure(): unknown {
    return this.#failure;
  }

  /** @param to is no part of it. @throws ArchiverError `Corrupt` for what no file is that can be played */
  async read(from: number, to: number): Promise<Uint8Array> {
    this.#bytes += to - from;
    if (to - from > MOST_AT_ONCE || this.#bytes > MOST_IN_ALL) {
      throw new ArchiverError('UnsupportedMedia', `its index takes more than ${MOST_AT_ONCE / 1024 ** 2} MiB`);
    }
    try {
      const { body } = await this.#objects.get(this.#file, { from, to });
      const chunks: Uint8Array[] = [];
      for await (const chunk of body) chunks.push(chunk);
      return Buffer.concat(chunks);
    } catch (error) {
      this.#failure ??= error;
      throw error;
    }
  }
}
