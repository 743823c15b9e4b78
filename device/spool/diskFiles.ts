import { appendFile, mkdir, open, readdir, readFile, rename, rm, rmdir, stat } from 'node:fs/promises';
import type { SpoolFiles } from './SpoolFiles.ts';

/** The machine's own file system. Footage is for its owner's eyes: files are made with mode 0600, folders with 0700. */
export const diskFiles: SpoolFiles = {
  makeFolder: async (path) => void (await mkdir(path, { recursive: true, mode: 0o700 })),
  list: (path) => readdir(path).catch(unless<string[]>([], 'ENOENT')),
  write: async (path, parts) => {
    const file = await open(path, 'w', 0o600);
    try {
      for (const part of parts) await file.writeFile(part);
      await file.datasync();
    } finally {
      await file.close();
    }
  },
  read: (path) => readFile(path).catch(unless(undefined, 'ENOENT')),
  rename,
  remove: (path) => rm(path, { force: true }),
  removeFolder: (path) => rmdir(path).catch(unless(undefined, 'ENOENT', 'ENOTEMPTY', 'EEXIST')),
  append: (path, text) => appendFile(path, text, { mode: 0o600 }),
  sizeOf: async (path) => (await stat(path).catch(unless({ size: 0 }, 'ENOENT'))).size,
};

/** Answers `value` for errors of those codes; throws any other. */
function unless<T>(value: T, ...codes: readonly string[]): (error: NodeJS.ErrnoException) => T {
  return (error) => {
    if (codes.includes(error.code ?? '')) return value;
    throw error;
  };
}
