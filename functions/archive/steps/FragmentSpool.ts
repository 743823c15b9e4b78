import { type FileHandle, mkdtemp, open, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { ArchiverError } from '../../../core/errors.ts';
import type { FragmentNumber } from '../../../core/fragment.ts';
import { readFragment } from '../../../core/matroska/readFragment.ts';
import type { StoredFragment } from '../../../core/matroska/StoredFragment.ts';
import type { Track } from '../../../core/matroska/Track.ts';

interface Place {
  readonly offset: number;
  readonly length: number;
  readonly tracks: readonly Track[];
}

/** Fragments on disk: what has to be read twice (once to plan the file, once to write it) is not held in memory. */
export class FragmentSpool {
  readonly #folder: string;
  readonly #file: FileHandle;
  readonly #places = new Map<FragmentNumber, Place>();
  #end = 0;

  private constructor(folder: string, file: FileHandle) {
    this.#folder = folder;
    this.#file = file;
  }

  static async open(temporaryFolder: string): Promise<FragmentSpool> {
    const folder = await mkdtemp(join(temporaryFolder, 'fragments-'));
    return new FragmentSpool(folder, await open(join(folder, 'spool'), 'w+'));
  }

  /** A path for a file that goes with the spool. */
  path(name: string): string {
    return join(this.#folder, name);
  }

  /**
   * Adds a document; one that is there already is left.
   *
   * @param refused why it is not to be taken
   * @throws ArchiverError `Corrupt`; `Truncated` where it is refused
   */
  async add(document: Uint8Array, refused?: (fragment: StoredFragment) => string | undefined): Promise<void> {
    const fragment = readFragment(document);
    const { fragmentNumber, tracks } = fragment;
    if (this.#places.has(fragmentNumber)) return;
    const why = refused?.(fragment);
    if (why !== undefined) throw new ArchiverError('Truncated', `fragment ${fragmentNumber} ${why}`);
    const offset = this.#end;
    await this.#file.write(document, 0, document.length, offset);
    this.#end += document.length;
    const kept = tracks.map((track) => ({
      ...track,
      ...(track.codecPrivate === undefined ? {} : { codecPrivate: track.codecPrivate.slice() }),
    }));
    this.#places.set(fragmentNumber, { offset, length: document.length, tracks: kept });
  }

  has(number: FragmentNumber): boolean {
    return this.#places.has(number);
  }

  tracks(number: FragmentNumber): readonly Track[] {
    return this.#place(number).tracks;
  }

  /** The document as KVS gave it. */
  async document(number: FragmentNumber): Promise<Uint8Array> {
    const { offset, length } = this.#place(number);
    const bytes = Buffer.allocUnsafe(length);
    await this.#file.read(bytes, 0, length, offset);
    return bytes;
  }

  async fragment(number: FragmentNumber): Promise<StoredFragment> {
    return readFragment(await this.document(number));
  }

  async close(): Promise<void> {
    await this.#file.close();
    await rm(this.#folder, { recursive: true, force: true });
  }

  #place(number: FragmentNumber): Place {
    const place = this.#places.get(number);
    if (place === undefined) throw new ArchiverError('Internal', `fragment ${number} is not in the spool`);
    return place;
  }
}
