import { link, rm, writeFile } from 'node:fs/promises';

/** File systems without hard links (FAT on a memory card) say no in one of these ways. */
const NO_LINKS = new Set(['EPERM', 'ENOTSUP', 'ENOSYS', 'EOPNOTSUPP', 'EACCES']);

/**
 * Writes a file where none is yet. Whole or not at all, and the first to come wins; without hard links a reader may
 * see it half written for a moment.
 * @param token makes the name of the draft beside it
 * @returns whether it was this call that made it
 */
export async function writeNewFile(path: string, text: string, token: string): Promise<boolean> {
  const draft = `${path}.${token}`;
  await writeFile(draft, text, { mode: 0o600 });
  try {
    await link(draft, path).catch(async (error: NodeJS.ErrnoException) => {
      if (!NO_LINKS.has(error.code ?? '')) throw error;
      await writeFile(path, text, { mode: 0o600, flag: 'wx' });
    });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  } finally {
    await rm(draft, { force: true });
  }
}
