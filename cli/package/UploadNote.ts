import { createHash } from 'node:crypto';
import { readFile, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as z from 'zod';

const noteSchema = z.object({
  token: z.string().min(1).max(64),
  /** ETag of each part that was put, by its number. */
  parts: z.record(z.string(), z.string()),
});

/** What is kept of an upload while it is under way. */
export type NotedUpload = z.output<typeof noteSchema>;

/** A file as it was when its upload began. */
export interface UploadedFile {
  readonly path: string;
  readonly bytes: number;
  readonly modifiedMs: number;
  /** Where it goes. */
  readonly apiUrl: string;
}

/**
 * Keeps, in the system's temporary folder, how far the upload of a file is, so that the same command goes on with it after
 * whatever ended it. Of a file that has changed since nothing is known.
 */
export class UploadNote {
  readonly #path: string;
  #writing: Promise<void> = Promise.resolve();

  constructor({ path, bytes, modifiedMs, apiUrl }: UploadedFile, folder = tmpdir()) {
    const name = createHash('sha256')
      .update(JSON.stringify([path, bytes, modifiedMs, apiUrl]))
      .digest('hex');
    this.#path = join(folder, `kvs-archiver-upload-${name.slice(0, 24)}.json`);
  }

  /** What was kept; undefined where nothing was, or it cannot be read. */
  async read(): Promise<NotedUpload | undefined> {
    try {
      const read = noteSchema.safeParse(JSON.parse(await readFile(this.#path, 'utf8')));
      return read.data;
    } catch (error) {
      if (error instanceof SyntaxError || (error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
      throw error;
    }
  }

  /** Keeps it, whole or not at all; one after the other. */
  write(upload: NotedUpload): Promise<void> {
    const text = JSON.stringify(upload);
    this.#writing = this.#writing.then(async () => {
      // For its owner alone: an id that goes on with the upload is in it.
      await writeFile(`${this.#path}.new`, text, { mode: 0o600 });
      await rename(`${this.#path}.new`, this.#path);
    });
    return this.#writing;
  }

  async remove(): Promise<void> {
    await this.#writing;
    await rm(this.#path, { force: true });
  }
}
