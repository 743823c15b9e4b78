import type { ListedObject, ObjectInventory } from '../../../core/ports/objectInventory.ts';
import type { ObjectPlace } from '../../../core/ports/objectStore.ts';
import type { MemoryObjectStore } from './MemoryObjectStore.ts';

/** What lies in the memory's buckets. */
export class MemoryObjectInventory implements ObjectInventory {
  readonly #objects: MemoryObjectStore;

  constructor(objects: MemoryObjectStore) {
    this.#objects = objects;
  }

  async *list(bucket: string, prefix: string, after = ''): AsyncIterable<ListedObject> {
    for await (const { key } of this.#objects.list(bucket, prefix)) {
      const object = key > after ? await this.look({ bucket, key }) : undefined;
      if (object !== undefined) yield object;
    }
  }

  async look({ bucket, key }: ObjectPlace): Promise<ListedObject | undefined> {
    if (!this.#objects.objects.has(`${bucket}/${key}`)) return undefined;
    const { bytes, storedMs } = await this.#objects.get({ bucket, key });
    return { bucket, key, bytes, modifiedMs: storedMs };
  }
}
