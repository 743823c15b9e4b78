import { S3ObjectStore } from '../../../cloud/s3/S3ObjectStore.ts';
import { S3ObjectVersions } from '../../../cloud/s3/S3ObjectVersions.ts';
import type { ObjectStore } from '../../../core/ports/objectStore.ts';
import type { ObjectVersion, ObjectVersions } from '../../../core/ports/objectVersions.ts';
import { MemoryObjectStore } from '../../simulation/memory/MemoryObjectStore.ts';
import { MemoryObjectVersions } from '../../simulation/memory/MemoryObjectVersions.ts';
import { openBucket } from './localServices.ts';

const bucket = 'archive';
const place = (key: string) => ({ bucket, key });
const text = (value: string) => new TextEncoder().encode(value);

describe.each(['S3', 'memory'])('versions of objects in %s', (kind) => {
  let objects: ObjectStore;
  let versions: ObjectVersions;
  let close: () => Promise<void> = async () => undefined;

  beforeEach(async () => {
    if (kind === 'memory') {
      const store = new MemoryObjectStore();
      objects = store;
      versions = new MemoryObjectVersions(store);
    } else {
      const opened = await openBucket({ versioning: 'Enabled', objectLock: {} });
      objects = new S3ObjectStore(opened.client);
      versions = new S3ObjectVersions(opened.client);
      close = opened.close;
    }
  });

  afterEach(() => close());

  const list = async (prefix: string) => {
    const found: ObjectVersion[] = [];
    for await (const version of versions.list(bucket, prefix)) found.push(version);
    return found;
  };

  it('lists and deletes for good; what is held stays until it is released', async () => {
    for (const key of ['clips/a', 'clips/b', 'other']) await objects.putIfAbsent(place(key), text('12345'), 'x/y');
    expect(await versions.canLock(bucket)).toBe(true);
    const [a, b] = await list('clips/');
    if (a === undefined || b === undefined) throw new Error('two were stored');
    expect([a, b].map(({ key, bytes, isMarker }) => [key, bytes, isMarker])).toEqual([
      ['clips/a', 5, false],
      ['clips/b', 5, false],
    ]);
    await versions.setLegalHold(a, true);
    expect([await versions.locksOf(a), await versions.locksOf(b)]).toEqual([{ legalHold: true }, { legalHold: false }]);

    const refused = await versions.delete(bucket, [a, b]);

    expect(refused).toMatchObject([{ bucket, key: 'clips/a', versionId: a.versionId }]);
    expect(refused[0]?.because).toContain('AccessDenied');
    expect((await list('')).map(({ key }) => key)).toEqual(['clips/a', 'other']);
    await versions.setLegalHold(a, false);
    expect(await versions.delete(bucket, [a, b])).toEqual([]);
    expect((await list('')).map(({ key }) => key)).toEqual(['other']);
    await expect(versions.setLegalHold(a, true)).rejects.toMatchObject({ name: 'NotFound' });
  });
});

describe('versions of objects in S3', () => {
  it('are all listed, deletion markers too, over many pages; a bucket without Object Lock says so', async () => {
    const { client, close } = await openBucket({ versioning: 'Enabled' });
    const objects = new S3ObjectStore(client);
    const versions = new S3ObjectVersions(client);
    for (let round = 0; round < 3; round++) {
      await objects.putIfAbsent(place('clips/a'), text(String(round)), 'x/y');
      await objects.delete(place('clips/a'));
    }
    const found: ObjectVersion[] = [];
    for await (const version of versions.list(bucket, 'clips/')) found.push(version);

    // The newest first, and each with the bytes that it was stored with.
    const stored: string[] = [];
    for (const version of found.filter(({ isMarker }) => !isMarker)) {
      const chunks: Uint8Array[] = [];
      for await (const chunk of await versions.read(version)) chunks.push(chunk);
      stored.push(Buffer.concat(chunks).toString());
    }
    expect(stored).toEqual(['2', '1', '0']);
    await expect(versions.read({ ...place('clips/b'), versionId: 'none' })).rejects.toMatchObject({ name: 'NotFound' });
    expect(found.map(({ isMarker }) => isMarker).sort()).toEqual([false, false, false, true, true, true]);
    expect(await versions.canLock(bucket)).toBe(false);
    expect(await versions.delete(bucket, found)).toEqual([]);
    for await (const version of versions.list(bucket, '')) expect(version).toBeUndefined();
    await close();
  });
});
