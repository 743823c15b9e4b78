import { createHash } from 'node:crypto';
import { ArchiverError, isArchiverError } from '../../../core/errors.ts';
import type { ObjectPlace } from '../../../core/ports/objectStore.ts';
import type { PackageFile, PackageFiles, UploadedPart } from '../../../core/ports/packageFiles.ts';
import type { MemoryObjectStore } from './MemoryObjectStore.ts';

/** Files of packages among objects in memory; the parts of uploads are put with `putPart`. */
export class MemoryPackageFiles implements PackageFiles {
  readonly #objects: MemoryObjectStore;
  readonly uploads = new Map<string, Map<number, Uint8Array>>();
  #count = 0;

  constructor(objects: MemoryObjectStore) {
    this.#objects = objects;
  }

  async describe({ bucket, key }: ObjectPlace): Promise<PackageFile | undefined> {
    try {
      const { bytes, etag, storedMs } = await this.#objects.get({ bucket, key });
      return { bucket, key, bytes, etag, storedMs };
    } catch (error) {
      if (isArchiverError(error, 'NotFound')) return undefined;
      throw error;
    }
  }

  async *list(bucket: string, prefix: string): AsyncIterable<PackageFile> {
    for await (const { key } of this.#objects.list(bucket, prefix)) {
      const file = await this.describe({ bucket, key });
      if (file !== undefined) yield file;
    }
  }

  async removeAll(bucket: string, prefix: string): Promise<number> {
    let removed = 0;
    for await (const file of this.list(bucket, prefix)) {
      await this.#objects.delete(file);
      removed += 1;
    }
    return removed;
  }

  async beginUpload(): Promise<string> {
    this.#count += 1;
    const uploadId = `upload-${this.#count}`;
    this.uploads.set(uploadId, new Map());
    return uploadId;
  }

  /** What S3 does with a part that is put to its address. @returns its ETag */
  putPart(uploadId: string, number: number, bytes: Uint8Array): string {
    this.uploads.get(uploadId)?.set(number, bytes);
    return etagOf(bytes);
  }

  async completeUpload(place: ObjectPlace, uploadId: string, parts: readonly UploadedPart[]): Promise<void> {
    const stored = this.uploads.get(uploadId);
    if (stored === undefined) throw new ArchiverError('NotFound', 'NoSuchUpload');
    const bytes = parts.map(({ number, etag }) => {
      const part = stored.get(number);
      if (part === undefined || etagOf(part) !== etag) throw new ArchiverError('InvalidInput', 'parts: InvalidPart');
      return part;
    });
    await this.#objects.putIfAbsent(place, Buffer.concat(bytes));
    this.uploads.delete(uploadId);
  }

  async abortUpload(_place: ObjectPlace, uploadId: string): Promise<void> {
    this.uploads.delete(uploadId);
  }
}

const etagOf = (bytes: Uint8Array): string => `"${createHash('md5').update(bytes).digest('hex')}"`;
