import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** What the package is made from: a change in any of these makes it again. */
const INPUTS = [
  'serverless.yml',
  'package.json',
  'package-lock.json',
  'tsconfig.json',
  'serverless',
  'statemachines',
  'functions',
  'cloud',
  'core',
];

async function* filesUnder(root: string, path: string): AsyncGenerator<string> {
  const entries = await readdir(join(root, path), { withFileTypes: true }).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOTDIR') return undefined;
    if (error.code === 'ENOENT') return [];
    throw error;
  });
  if (entries === undefined) {
    yield path;
    return;
  }
  for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
    const child = `${path}/${entry.name}`;
    if (entry.isDirectory()) yield* filesUnder(root, child);
    else if (entry.isFile()) yield child;
  }
}

/**
 * SHA-256 in hex over the names and contents of everything that goes into the package, and over `extra` (stage,
 * parameters). The package is the service's own, where no other `inputs` are named.
 */
export async function inputsDigest(
  root: string,
  extra: readonly string[],
  inputs: readonly string[] = INPUTS,
): Promise<string> {
  const hash = createHash('sha256').update(JSON.stringify(extra));
  for (const input of inputs) {
    for await (const path of filesUnder(root, input)) {
      const content = await readFile(join(root, path));
      hash.update(`\0${path}\0${content.length}\0`).update(content);
    }
  }
  return hash.digest('hex');
}
