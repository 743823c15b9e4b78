import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { replaceFile } from '../kvs/storage/durableFiles.ts';

/** One value that a secret has or had. */
export interface SecretVersion {
  readonly id: string;
  readonly value: string;
  readonly createdMs: number;
  /** AWSCURRENT, AWSPREVIOUS, or one of its owner's own. */
  readonly stages: readonly string[];
}

/** The values of one secret, as they are kept. */
export interface SecretRecord {
  readonly createdMs: number;
  readonly versions: readonly SecretVersion[];
}

/** A secret in a file that nobody else may read. */
export class SecretFile {
  readonly #path: string;

  constructor(path: string) {
    this.#path = path;
  }

  async read(): Promise<SecretRecord | undefined> {
    try {
      return JSON.parse(await readFile(this.#path, 'utf8'));
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
      throw error;
    }
  }

  async write(record: SecretRecord): Promise<void> {
    await mkdir(dirname(this.#path), { recursive: true, mode: 0o700 });
    // The file that takes its place is made with these rights first.
    await writeFile(`${this.#path}.new`, '', { mode: 0o600 });
    await replaceFile(this.#path, JSON.stringify(record));
  }
}
