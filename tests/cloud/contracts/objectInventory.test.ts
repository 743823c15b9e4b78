import { S3ObjectInventory } from '../../../cloud/s3/S3ObjectInventory.ts';
import { S3ObjectStore } from '../../../cloud/s3/S3ObjectStore.ts';
import type { ListedObject, ObjectInventory } from '../../../core/ports/objectInventory.ts';
import type { ObjectStore } from '../../../core/ports/objectStore.ts';
import { MemoryObjectInventory } from '../../simulation/memory/MemoryObjectInventory.ts';
import { MemoryObjectStore } from '../../simulation/memory/MemoryObjectStore.ts';
import { openBucket } from './localServices.ts';

const bucket = 'archive';

describe.each(['S3', 'memory'])('what lies in a bucket of %s', (kind) => {
  let objects: ObjectStore;
  let inventory: ObjectInventory;
  let close: () => Promise<void> = async () => undefined;

  beforeEach(async () => {
    if (kind === 'memory') {
      const store = new MemoryObjectStore();
      [objects, inventory] = [store, new MemoryObjectInventory(store)];
    } else {
      const opened = await openBucket({ versioning: 'Enabled' });
      [objects, inventory] = [new S3ObjectStore(opened.client), new S3ObjectInventory(opened.client)];
      close = opened.close;
    }
  });
  afterEach(() => close());

  const store = (key: string, bytes: number) =>
    objects.putIfAbsent({ bucket, key }, new Uint8Array(bytes), 'application/json');
  const list = async (prefix: string, after?: string) => {
    const found: ListedObject[] = [];
    for await (const object of inventory.list(bucket, prefix, after)) found.push(object);
    return found;
  };

  it('is told in the order of keys, with sizes, from behind a key on, over many pages', async () => {
    const keys = Array.from({ length: 1203 }, (_, at) => `clips/door/${String(at).padStart(4, '0')}.mp4`);
    for (let first = 0; first < keys.length; first += 50) {
      await Promise.all(keys.slice(first, first + 50).map((key, at) => store(key, (first + at) % 7)));
    }
    await store('clips/doors/0000.mp4', 1);
    await store('bundles/door/0000.mkv', 1);

    const all = await list('clips/door/');

    expect(all.map(({ key }) => key)).toEqual(keys);
    expect(all.map(({ bytes }) => bytes)).toEqual(keys.map((_, at) => at % 7));
    expect(all.every((object) => object.bucket === bucket && Number.isFinite(object.modifiedMs))).toBe(true);
    expect((await list('clips/door/', 'clips/door/1199.mp4')).map(({ key }) => key)).toEqual(keys.slice(1200));
    // Also behind a key that is none.
    expect((await list('clips/door/', 'clips/door/1201')).map(({ key }) => key)).toEqual(keys.slice(1201));
    expect(await list('nothing/')).toEqual([]);
    // Whoever has seen enough goes.
    for await (const { key } of inventory.list(bucket, 'clips/door/')) {
      expect(key).toBe(keys[0]);
      break;
    }
  });

  it('is looked at one by one; what was deleted is not there', async () => {
    await store('a', 5);
    expect(await inventory.look({ bucket, key: 'a' })).toMatchObject({ bucket, key: 'a', bytes: 5 });
    expect(await inventory.look({ bucket, key: 'b' })).toBeUndefined();
    await objects.delete({ bucket, key: 'a' });
    expect(await inventory.look({ bucket, key: 'a' })).toBeUndefined();
    expect(await list('a')).toEqual([]);
  });
});
