import { ArchiverError } from '../../../core/errors.ts';
import type { ByteStream } from '../../../core/ports/footageSource.ts';
import type {
  ObjectVersion,
  ObjectVersions,
  RefusedDeletion,
  VersionLocks,
} from '../../../core/ports/objectVersions.ts';
import type { MemoryObjectStore } from './MemoryObjectStore.ts';

type Named = Pick<ObjectVersion, 'bucket' | 'key' | 'versionId'>;

/** Versions over objects in memory, which have one each; `archive` has Object Lock. */
export class MemoryObjectVersions implements ObjectVersions {
  readonly held = new Set<string>();
  readonly #store: MemoryObjectStore;

  constructor(store: MemoryObjectStore) {
    this.#store = store;
  }

  async *list(bucket: string, prefix: string): AsyncIterable<ObjectVersion> {
    for await (const { key, bytes } of this.#store.list(bucket, prefix)) {
      yield { bucket, key, bytes, versionId: 'only', isMarker: false };
    }
  }

  async read({ bucket, key }: Named): Promise<ByteStream> {
    return (await this.#store.get({ bucket, key })).body;
  }

  async canLock(bucket: string): Promise<boolean> {
    return bucket === 'archive';
  }

  async locksOf({ bucket, key }: Named): Promise<VersionLocks> {
    if (!this.#store.objects.has(`${bucket}/${key}`)) throw new ArchiverError('NotFound', `no ${key}`);
    return { legalHold: this.held.has(`${bucket}/${key}`) };
  }

  async setLegalHold({ bucket, key }: Named, held: boolean): Promise<void> {
    if (!this.#store.objects.has(`${bucket}/${key}`)) throw new ArchiverError('NotFound', `no ${key}`);
    if (held) this.held.add(`${bucket}/${key}`);
    else this.held.delete(`${bucket}/${key}`);
  }

  async delete(
    bucket: string,
    versions: readonly Pick<ObjectVersion, 'key' | 'versionId'>[],
  ): Promise<readonly RefusedDeletion[]> {
    const refused: RefusedDeletion[] = [];
    for (const { key, versionId } of versions) {
      if (this.held.has(`${bucket}/${key}`)) refused.push({ bucket, key, versionId, because: 'AccessDenied: held' });
      else this.#store.objects.delete(`${bucket}/${key}`);
    }
    return refused;
  }
}
