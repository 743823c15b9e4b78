import { appendFile, mkdir, rename, stat } from 'node:fs/promises';
import { join } from 'node:path';

/** Where the output of functions goes. */
export interface LogSink {
  /** Resolves when `text` is written: whoever awaits it holds back the writer. */
  write(functionName: string, text: string): Promise<void>;
  close(): Promise<void>;
}

/** A file is set aside as `.1`, `.2` when it grows over this. */
const ROTATE_AT_BYTES = 5 * 1024 * 1024;
const KEPT_FILES = 2;

/** One `{function}.log` a function under `dir`, rotated. */
export function createLogSink(dir: string): LogSink {
  const tails = new Map<string, Promise<void>>();
  const sizes = new Map<string, number>();

  async function rotate(path: string): Promise<void> {
    for (let index = KEPT_FILES - 1; index >= 0; index -= 1) {
      const from = index === 0 ? path : `${path}.${index}`;
      await rename(from, `${path}.${index + 1}`).catch((error: NodeJS.ErrnoException) => {
        if (error.code !== 'ENOENT') throw error;
      });
    }
  }

  async function append(path: string, text: string): Promise<void> {
    let size = sizes.get(path);
    if (size === undefined) {
      await mkdir(dir, { recursive: true });
      size = await stat(path).then(
        (found) => found.size,
        () => 0, // Not there yet.
      );
    }
    if (size > ROTATE_AT_BYTES) {
      await rotate(path);
      size = 0;
    }
    await appendFile(path, text);
    sizes.set(path, size + Buffer.byteLength(text));
  }

  return {
    write(functionName, text) {
      const path = join(dir, `${functionName.replace(/[^A-Za-z0-9_.-]/g, '_')}.log`);
      const before = tails.get(path) ?? Promise.resolve();
      // A log that cannot be written (full disk) must not end the function; the writer hears of it.
      const written = before.then(
        () => append(path, text),
        () => append(path, text),
      );
      tails.set(path, written);
      return written;
    },
    async close() {
      await Promise.allSettled(tails.values());
    },
  };
}
