import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { SpoolFiles } from '../../../device/spool/SpoolFiles.ts';
import { quickFiles } from './quickFiles.ts';

/** The real file system with a disk of a size of its own, or one that takes nothing. */
export class FaultyFiles implements SpoolFiles {
  /** Bytes that can still be written; what is removed is free again. */
  roomBytes = Number.POSITIVE_INFINITY;
  /** The code of every write from now on. */
  broken: string | undefined;
  /** Writes that went through. */
  writes = 0;

  readonly list = quickFiles.list;
  readonly read = quickFiles.read;
  readonly sizeOf = quickFiles.sizeOf;
  readonly removeFolder = quickFiles.removeFolder;

  async makeFolder(path: string): Promise<void> {
    this.#check(0);
    await quickFiles.makeFolder(path);
  }

  async write(path: string, parts: readonly Uint8Array[]): Promise<void> {
    const bytes = parts.reduce((sum, part) => sum + part.length, 0);
    try {
      this.#check(bytes);
    } catch (error) {
      // What fits is written: a disk that runs full leaves a torn file.
      if (this.broken === undefined) await quickFiles.write(path, [Buffer.concat(parts).subarray(0, this.roomBytes)]);
      this.roomBytes = this.broken === undefined ? 0 : this.roomBytes;
      throw error;
    }
    await quickFiles.write(path, parts);
    this.roomBytes -= bytes;
    this.writes += 1;
  }

  async rename(from: string, to: string): Promise<void> {
    if (this.broken !== undefined) throw fault(this.broken);
    await quickFiles.rename(from, to);
  }

  async remove(path: string): Promise<void> {
    if (this.broken !== undefined) throw fault(this.broken);
    this.roomBytes += await quickFiles.sizeOf(path);
    await quickFiles.remove(path);
  }

  async append(path: string, text: string): Promise<void> {
    this.#check(text.length);
    await quickFiles.append(path, text);
    this.roomBytes -= text.length;
  }

  #check(bytes: number): void {
    if (this.broken !== undefined) throw fault(this.broken);
    if (bytes > this.roomBytes) throw fault('ENOSPC');
  }
}

/** Bytes of all files under a folder. */
export function bytesUnder(folder: string): number {
  let bytes = 0;
  for (const entry of readdirSync(folder, { withFileTypes: true, recursive: true })) {
    if (entry.isFile()) bytes += statSync(join(entry.parentPath, entry.name)).size;
  }
  return bytes;
}

function fault(code: string): NodeJS.ErrnoException {
  return Object.assign(new Error(`${code}: simulated`), { code });
}
