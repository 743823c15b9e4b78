import { createHash } from 'node:crypto';
import { S3ObjectStore } from '../../../cloud/s3/S3ObjectStore.ts';
import type { ObjectStore } from '../../../core/ports/objectStore.ts';
import { MemoryObjectStore } from '../../simulation/memory/MemoryObjectStore.ts';
import { openBucket } from './localServices.ts';

const place = (key: string) => ({ bucket: 'archive', key });
const text = (value: string) => new TextEncoder().encode(value);
const sha = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');

describe.each(['S3', 'memory'])('the object store in %s', (kind) => {
  let objects: ObjectStore;
  let close: () => Promise<void> = async () => undefined;

  beforeEach(async () => {
    if (kind === 'memory') {
      objects = new MemoryObjectStore();
    } else {
      const bucket = await openBucket();
      objects = new S3ObjectStore(bucket.client);
      close = bucket.close;
    }
  });

  afterEach(() => close());

  it('writes a document once', async () => {
    expect(await objects.putIfAbsent(place('a.json'), text('first'), 'application/json')).toBe('stored');
    expect(await objects.putIfAbsent(place('a.json'), text('second'), 'application/json')).toBe('exists');

    expect(Buffer.from((await objects.getBytes(place('a.json'))).bytes).toString()).toBe('first');
    await expect(objects.getBytes(place('b.json'))).rejects.toMatchObject({ name: 'NotFound' });
  });

  it.each([100, 20 * 1024 * 1024])('keeps the tags that an object of %i bytes was stored with', async (length) => {
    const upload = objects.upload(place('clip.mp4'), 'video/mp4', { retention: 'events', 'a b': 'c&d' });
    await upload.write(new Uint8Array(length));
    await upload.complete();
    await objects.putIfAbsent(place('a.json'), text('{}'), 'application/json', { retention: 'standard' });
    await objects.putIfAbsent(place('a.json'), text('{}'), 'application/json', { retention: 'another' });
    await objects.putIfAbsent(place('b.json'), text('{}'), 'application/json');

    expect(await objects.tags(place('clip.mp4'))).toEqual({ retention: 'events', 'a b': 'c&d' });
    expect(await objects.tags(place('a.json'))).toEqual({ retention: 'standard' });
    expect(await objects.tags(place('b.json'))).toEqual({});
    await objects.setTags(place('a.json'), { retention: 'events' });
    expect(await objects.tags(place('a.json'))).toEqual({ retention: 'events' });
    await expect(objects.tags(place('nothing'))).rejects.toMatchObject({ name: 'NotFound' });
    await expect(objects.setTags(place('nothing'), {})).rejects.toMatchObject({ name: 'NotFound' });
  });

  it('gives a range of an object', async () => {
    await objects.putIfAbsent(place('a.mp4'), text('0123456789'), 'video/mp4');
    const { bytes, body } = await objects.get(place('a.mp4'), { from: 3, to: 7 });
    const chunks: Uint8Array[] = [];
    for await (const chunk of body) chunks.push(chunk);
    expect([bytes, Buffer.concat(chunks).toString()]).toEqual([4, '3456']);
    await expect(objects.get(place('b.mp4'), { from: 0, to: 1 })).rejects.toMatchObject({ name: 'NotFound' });
  });

  it('replaces only what was read', async () => {
    await objects.replace(place('shard'), text('one'), 'text/plain', undefined);
    const { etag } = await objects.getBytes(place('shard'));
    await objects.replace(place('shard'), text('two'), 'text/plain', etag);

    await expect(objects.replace(place('shard'), text('three'), 'text/plain', etag)).rejects.toMatchObject({
      name: 'Conflict',
    });
    await expect(objects.replace(place('shard'), text('three'), 'text/plain', undefined)).rejects.toMatchObject({
      name: 'Conflict',
    });
    expect(Buffer.from((await objects.getBytes(place('shard'))).bytes).toString()).toBe('two');
  });

  it.each([
    ['nothing', 0],
    ['a small object', 1234],
    ['exactly a part', 16 * 1024 * 1024],
    ['parts', 40 * 1024 * 1024 + 17],
  ])('uploads %s in odd chunks, visible only when it is complete', async (_name, length) => {
    const body = new Uint8Array(length).map((_, index) => (index * 31) & 0xff);
    const upload = objects.upload(place('clip.mp4'), 'video/mp4');
    for (let at = 0; at < length; at += 700_001) await upload.write(body.subarray(at, at + 700_001));
    await expect(objects.getBytes(place('clip.mp4'))).rejects.toMatchObject({ name: 'NotFound' });

    expect(await upload.complete()).toBe('stored');

    const stored = await objects.getBytes(place('clip.mp4'), 64 * 1024 * 1024);
    expect(stored.bytes.length).toBe(length);
    expect(sha(stored.bytes)).toBe(sha(body));
  });

  it.each([100, 20 * 1024 * 1024])('never uploads over an object, %i bytes', async (length) => {
    await objects.putIfAbsent(place('clip.mp4'), text('first'), 'video/mp4');
    const upload = objects.upload(place('clip.mp4'), 'video/mp4');
    await upload.write(new Uint8Array(length));

    expect(await upload.complete()).toBe('exists');
    expect(Buffer.from((await objects.getBytes(place('clip.mp4'))).bytes).toString()).toBe('first');
  });

  it('gives an upload up without a trace, also twice', async () => {
    const upload = objects.upload(place('clip.mp4'), 'video/mp4');
    await upload.write(new Uint8Array(20 * 1024 * 1024));
    await upload.abort();
    await upload.abort();

    const keys: string[] = [];
    for await (const { key } of objects.list('archive', '')) keys.push(key);
    expect(keys).toEqual([]);
  });

  it('lists under a prefix in order, and deletes', async () => {
    for (const key of ['b/2', 'a/1', 'b/1', 'c']) await objects.putIfAbsent(place(key), text(key), 'text/plain');
    await objects.delete(place('b/2'));
    await objects.delete(place('b/2'));

    const listed: { key: string; bytes: number }[] = [];
    for await (const object of objects.list('archive', 'b/')) listed.push(object);
    expect(listed).toEqual([{ key: 'b/1', bytes: 3 }]);
  });
});
