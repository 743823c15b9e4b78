import { createReadStream } from 'node:fs';
import { mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { ArchiverError } from '../../core/errors.ts';
import type { ByteRange, ObjectPlace, StoredObject, StoreOutcome } from '../../core/ports/objectStore.ts';

/** Objects as files of a folder: what S3 and the network take is left out of what is measured. */
export class FolderObjects {
  readonly #root: string;
  /** Calls that S3 would have been sent, and the bytes of them. */
  readonly counted = { gets: 0, puts: 0, lists: 0, readBytes: 0, writtenBytes: 0 };

  constructor(root: string) {
    this.#root = root;
  }

  pathOf({ bucket, key }: ObjectPlace): string {
    return join(this.#root, bucket, key);
  }

  readonly get = async (place: ObjectPlace, range?: ByteRange): Promise<StoredObject> => {
    const path = this.pathOf(place);
    const { size } = await inOurWords(() => stat(path));
    const { from, to } = range ?? { from: 0, to: size };
    this.counted.gets += 1;
    this.counted.readBytes += to - from;
    const body = createReadStream(path, { start: from, end: to - 1 });
    return { bytes: to - from, etag: `"${size}"`, storedMs: 0, body };
  };

  readonly getBytes = async (place: ObjectPlace): Promise<{ bytes: Uint8Array; etag: string }> => {
    this.counted.gets += 1;
    const bytes = await inOurWords(() => readFile(this.pathOf(place)));
    return { bytes, etag: `"${bytes.length}"` };
  };

  readonly putIfAbsent = async (place: ObjectPlace, bytes: Uint8Array): Promise<StoreOutcome> => {
    this.counted.puts += 1;
    this.counted.writtenBytes += bytes.length;
    const path = this.pathOf(place);
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, bytes, { flag: 'wx' });
    return 'stored';
  };

  readonly replace = async (): Promise<void> => {
    throw new ArchiverError('Internal', 'nothing is replaced here');
  };

  readonly list = async function* (this: FolderObjects, bucket: string, prefix: string) {
    this.counted.lists += 1;
    const folder = this.pathOf({ bucket, key: prefix });
    const names = await readdir(folder).catch(() => []);
    for (const name of names.sort()) yield { key: `${prefix}${name}`, bytes: (await stat(join(folder, name))).size };
  }.bind(this);
}

async function inOurWords<T>(ask: () => Promise<T>): Promise<T> {
  try {
    return await ask();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    throw new ArchiverError('NotFound', 'there is no such object', { cause: error });
  }
}
