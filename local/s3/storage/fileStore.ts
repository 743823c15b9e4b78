import { mkdir, open, readdir, rename, rm, rmdir, unlink } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { ArchiverError } from '../../../core/errors.ts';
import type { System } from '../../../core/system.ts';
import { fileErrorCode } from './fileErrorCode.ts';
import { besidePath, hiddenPath, objectPath } from './objectPath.ts';
import { FREE_FOR_BODIES_BYTES, requireFreeSpace } from './requireFreeSpace.ts';
import { StagedFile } from './stagedFile.ts';

const STAGING = 'staging';
const OBJECTS = 'buckets';
const UPLOADS = 'uploads';

/**
 * The files of the store: `buckets/{bucket}/{readable path}`, `uploads/{uploadId}/{part}`, and `staging/` for what is
 * still being written. A file gets its final name in two steps, `reserve` and `place`, so that the name can be noted
 * in between, and so that two keys which a file system takes for one (case, Unicode forms) never share a file.
 */
export class FileStore {
  readonly #folder: string;
  readonly #system: System;

  constructor(folder: string, system: System) {
    this.#folder = folder;
    this.#system = system;
  }

  /** Makes the folders, and drops what a killed process left half written. */
  async open(): Promise<void> {
    await rm(join(this.#folder, STAGING), { recursive: true, force: true });
    for (const name of [STAGING, OBJECTS, UPLOADS]) await mkdir(join(this.#folder, name), { recursive: true });
  }

  /** A new file to write to; 507 where the disk is nearly full. */
  async stage(): Promise<StagedFile> {
    await requireFreeSpace(this.#folder, FREE_FOR_BODIES_BYTES);
    const id = this.#system.random.uuid().replaceAll('-', '').slice(0, 20);
    return StagedFile.create(id, join(this.#folder, STAGING, id));
  }

  /** Takes a free name for an object's file, best the readable one, and returns it, relative to the data folder. */
  async reserveObject(bucket: string, key: string, id: string): Promise<string> {
    const readable = objectPath(key);
    for (const path of [readable, besidePath(readable, id)]) {
      const file = join(OBJECTS, bucket, path);
      if (await this.#reserve(file)) return file;
    }
    const file = join(OBJECTS, bucket, hiddenPath(id));
    if (await this.#reserve(file)) return file;
    throw new ArchiverError('Internal', `no free name for ${file}`);
  }

  /** Takes the name of a part's file. */
  async reservePart(uploadId: string, number: number, id: string): Promise<string> {
    const file = join(UPLOADS, uploadId, `${number}-${id}`);
    if (await this.#reserve(file)) return file;
    throw new ArchiverError('Internal', `no free name for ${file}`);
  }

  /** Moves a finished staged file to the name that was reserved for it, durably. */
  async place(staged: StagedFile, file: string): Promise<void> {
    const path = join(this.#folder, file);
    await rename(staged.path, path);
    staged.markPlaced();
    await syncFolder(dirname(path));
  }

  absolute(file: string): string {
    return join(this.#folder, file);
  }

  /** Removes a file that nothing refers to any more, and the folders it leaves empty. */
  async remove(file: string): Promise<void> {
    await unlink(join(this.#folder, file)).catch(unless('ENOENT'));
    for (let folder = dirname(file); folder !== '.' && dirname(folder) !== '.'; folder = dirname(folder)) {
      const removed = await rmdir(join(this.#folder, folder)).then(
        () => true,
        (error: unknown) => unless('ENOENT', 'ENOTEMPTY', 'EEXIST', 'EBUSY')(error) ?? false,
      );
      if (!removed) return;
    }
  }

  /** Removes all parts of an upload. */
  async removeUpload(uploadId: string): Promise<void> {
    await rm(join(this.#folder, UPLOADS, uploadId), { recursive: true, force: true });
  }

  /** The ids of the uploads that have files. */
  uploadIds(): Promise<string[]> {
    return readdir(join(this.#folder, UPLOADS));
  }

  /** Removes a bucket's folder once nothing is left in it. */
  async removeBucket(bucket: string): Promise<void> {
    await rm(join(this.#folder, OBJECTS, bucket), { recursive: true, force: true });
  }

  /** Makes an empty file of that name; false where the name is taken, or cannot be a file. */
  async #reserve(file: string): Promise<boolean> {
    const path = join(this.#folder, file);
    for (let attempt = 0; attempt < 10; attempt++) {
      try {
        await makeFolder(dirname(path));
        await (await open(path, 'wx')).close();
        return true;
      } catch (error) {
        // Taken; or a segment is a file (keys `a` and `a/b`) or a folder; or too long for this file system.
        if (hasCode(error, 'EEXIST', 'ENOTDIR', 'EISDIR', 'ENAMETOOLONG')) return false;
        // A neighbour was removed and took the folder with it, between our two calls: again.
        if (!hasCode(error, 'ENOENT')) throw error;
      }
    }
    return false;
  }
}

/** Makes a folder and those above it, durably. */
async function makeFolder(path: string): Promise<void> {
  const first = await mkdir(path, { recursive: true });
  if (first === undefined) return;
  for (let folder = dirname(path); folder.length >= dirname(first).length; folder = dirname(folder)) {
    await syncFolder(folder);
  }
}

/** Brings a folder's entries to the disk. Windows has no such call, and needs none. */
async function syncFolder(path: string): Promise<void> {
  if (process.platform === 'win32') return;
  const handle = await open(path, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

function hasCode(error: unknown, ...codes: string[]): boolean {
  return codes.includes(fileErrorCode(error) ?? '');
}

function unless(...codes: string[]): (error: unknown) => undefined {
  return (error) => {
    if (!hasCode(error, ...codes)) throw error;
  };
}
