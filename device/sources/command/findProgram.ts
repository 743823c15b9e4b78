import { constants } from 'node:fs';
import { access, stat } from 'node:fs/promises';
import { delimiter, join } from 'node:path';

/** The path of a program on PATH; undefined where there is none. */
export async function findProgram(name: string, path: string): Promise<string | undefined> {
  for (const folder of path.split(delimiter)) {
    if (folder === '') continue;
    const candidate = join(folder, name);
    const isFile = await stat(candidate).then(
      (found) => found.isFile(),
      () => false,
    );
    const runs = await access(candidate, constants.X_OK).then(
      () => true,
      () => false,
    );
    if (isFile && runs) return candidate;
  }
  return undefined;
}
