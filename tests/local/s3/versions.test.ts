import {
  CopyObjectCommand,
  DeleteBucketCommand,
  DeleteObjectCommand,
  DeleteObjectsCommand,
  GetBucketVersioningCommand,
  GetObjectCommand,
  GetObjectTaggingCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  ListObjectVersionsCommand,
  type ListObjectVersionsCommandOutput,
  PutBucketVersioningCommand,
  PutObjectCommand,
  PutObjectTaggingCommand,
} from '@aws-sdk/client-s3';
import { failure, type RunningS3, startS3 } from './startS3.ts';

describe('versions of objects', () => {
  let running: RunningS3;
  const Bucket = 'archive';

  beforeEach(async () => {
    running = await startS3();
    await running.s3.createBucket(Bucket, { versioning: 'Enabled', eventBridge: true });
  });
  afterEach(() => running.stop());

  const put = async (Key: string, Body: string) =>
    (await running.client.send(new PutObjectCommand({ Bucket, Key, Body }))).VersionId ?? 'none';
  const text = async (Key: string, VersionId?: string) =>
    (await running.client.send(new GetObjectCommand({ Bucket, Key, VersionId }))).Body?.transformToString();
  const list = async (options: object = {}) => {
    const page = await running.client.send(new ListObjectVersionsCommand({ Bucket, ...options }));
    return [...(page.Versions ?? []), ...(page.DeleteMarkers ?? [])].map(
      ({ Key, VersionId, IsLatest }) => `${Key} ${VersionId}${IsLatest === true ? ' latest' : ''}`,
    );
  };

  test('what is overwritten stays, and is read, listed and removed by its id', async () => {
    const first = await put('clip', 'one');
    const second = await put('clip', 'two');
    expect(new Set([first, second]).size).toBe(2);
    expect([await text('clip'), await text('clip', first), await text('clip', second)]).toEqual(['two', 'one', 'two']);
    expect(await list()).toEqual([`clip ${second} latest`, `clip ${first}`]);

    await running.restart();
    await running.client.send(new DeleteObjectCommand({ Bucket, Key: 'clip', VersionId: second }));

    expect(await text('clip')).toBe('one');
    expect(await list()).toEqual([`clip ${first} latest`]);
    expect(await failure(text('clip', second))).toEqual({ name: 'NoSuchVersion', status: 404 });
    await running.client.send(new DeleteObjectCommand({ Bucket, Key: 'clip', VersionId: second }));
    await running.client.send(new DeleteObjectCommand({ Bucket, Key: 'clip', VersionId: first }));
    expect(await list()).toEqual([]);
    expect(await failure(text('clip'))).toEqual({ name: 'NoSuchKey', status: 404 });
  });

  test('a deletion adds a marker, which is removed by its id: the object is back', async () => {
    const version = await put('clip', 'one');
    const { DeleteMarker, VersionId: marker } = await running.client.send(
      new DeleteObjectCommand({ Bucket, Key: 'clip' }),
    );
    expect(DeleteMarker).toBe(true);
    expect(await failure(text('clip'))).toEqual({ name: 'NoSuchKey', status: 404 });
    expect(await failure(text('clip', marker))).toEqual({ name: 'MethodNotAllowed', status: 405 });
    expect(await text('clip', version)).toBe('one');
    expect((await running.client.send(new ListObjectsV2Command({ Bucket }))).KeyCount).toBe(0);
    expect(await list()).toEqual([`clip ${version}`, `clip ${marker} latest`]);
    expect(running.events.map(({ detail }) => detail['deletion-type'])).toEqual([undefined, 'Delete Marker Created']);

    const removed = await running.client.send(new DeleteObjectCommand({ Bucket, Key: 'clip', VersionId: marker }));
    expect(removed).toMatchObject({ DeleteMarker: true, VersionId: marker });
    expect(await text('clip')).toBe('one');
  });

  test('behind a marker the name is free: a conditional write stores, over an object it does not', async () => {
    await put('clip', 'one');
    await running.client.send(new DeleteObjectCommand({ Bucket, Key: 'clip' }));
    await running.client.send(new PutObjectCommand({ Bucket, Key: 'clip', Body: 'two', IfNoneMatch: '*' }));
    expect(await list()).toHaveLength(3);
    const again = running.client.send(new PutObjectCommand({ Bucket, Key: 'clip', Body: 'three', IfNoneMatch: '*' }));
    expect(await failure(again)).toEqual({ name: 'PreconditionFailed', status: 412 });
  });

  test('many are removed by one call, versions and markers', async () => {
    const ids = [await put('a', '1'), await put('a', '2'), await put('b', '3')];
    const deleted = await running.client.send(
      new DeleteObjectsCommand({
        Bucket,
        Delete: {
          Objects: [
            { Key: 'a', VersionId: ids[0] },
            { Key: 'a', VersionId: ids[1] },
            { Key: 'b' },
            { Key: 'c', VersionId: 'nothing' },
          ],
        },
      }),
    );
    expect(deleted.Errors).toBeUndefined();
    expect(deleted.Deleted).toHaveLength(4);
    expect(await list()).toEqual([`b ${ids[2]}`, expect.stringMatching(/^b .* latest$/)]);
  });

  test('pages of versions go on where they ended, also in the middle of a key', async () => {
    for (const key of ['a', 'a/x', 'a/y', 'b']) for (const body of ['1', '2', '3']) await put(key, body);
    await running.client.send(new DeleteObjectCommand({ Bucket, Key: 'a/x' }));
    const all = await list();
    expect(all).toHaveLength(13);
    const paged: string[] = [];
    let position: object | undefined = {};
    while (position !== undefined) {
      const page: ListObjectVersionsCommandOutput = await running.client.send(
        new ListObjectVersionsCommand({ Bucket, MaxKeys: 2, ...position }),
      );
      paged.push(...[...(page.Versions ?? []), ...(page.DeleteMarkers ?? [])].map(({ VersionId }) => VersionId ?? ''));
      position = page.IsTruncated
        ? { KeyMarker: page.NextKeyMarker, VersionIdMarker: page.NextVersionIdMarker }
        : undefined;
    }
    expect(paged.sort()).toEqual(all.map((one) => one.split(' ')[1]).sort());
    expect(await list({ Prefix: 'a/x' })).toHaveLength(4);
    const folded = await running.client.send(new ListObjectVersionsCommand({ Bucket, Delimiter: '/' }));
    expect(folded.CommonPrefixes).toEqual([{ Prefix: 'a/' }]);
    expect(folded.Versions?.map(({ Key }) => Key)).toEqual(['a', 'a', 'a', 'b', 'b', 'b']);
  });

  test('what was stored before versions were kept is the null version', async () => {
    await running.s3.createBucket('later');
    const target = { Bucket: 'later', Key: 'clip' };
    await running.client.send(new PutObjectCommand({ ...target, Body: 'old' }));
    await running.client.send(
      new PutBucketVersioningCommand({ Bucket: 'later', VersioningConfiguration: { Status: 'Enabled' } }),
    );
    expect((await running.client.send(new GetBucketVersioningCommand({ Bucket: 'later' }))).Status).toBe('Enabled');
    await running.client.send(new PutObjectCommand({ ...target, Body: 'new' }));

    const old = await running.client.send(new GetObjectCommand({ ...target, VersionId: 'null' }));
    expect(await old.Body?.transformToString()).toBe('old');
    const { Versions = [] } = await running.client.send(new ListObjectVersionsCommand({ Bucket: 'later' }));
    expect(Versions.map(({ VersionId }) => VersionId === 'null')).toEqual([false, true]);
    await running.client.send(new DeleteObjectCommand({ ...target, VersionId: Versions[0]?.VersionId }));
    await running.client.send(new DeleteObjectCommand({ ...target, VersionId: 'null' }));
    await running.client.send(new DeleteBucketCommand({ Bucket: 'later' }));
  });

  test('a bucket with a version in it is not empty', async () => {
    await put('a', '1');
    await running.client.send(new DeleteObjectCommand({ Bucket, Key: 'a' }));
    expect(await failure(running.client.send(new DeleteBucketCommand({ Bucket })))).toEqual({
      name: 'BucketNotEmpty',
      status: 409,
    });
  });

  test('tags are a version’s own, and a copy is a version too', async () => {
    const first = await put('a', '1');
    await put('a', '2');
    const Tagging = { TagSet: [{ Key: 'retention', Value: 'events' }] };
    await running.client.send(new PutObjectTaggingCommand({ Bucket, Key: 'a', VersionId: first, Tagging }));
    const tags = async (VersionId?: string) =>
      (await running.client.send(new GetObjectTaggingCommand({ Bucket, Key: 'a', VersionId }))).TagSet;
    expect([await tags(), await tags(first)]).toEqual([[], Tagging.TagSet]);
    await running.client.send(new CopyObjectCommand({ Bucket, Key: 'b', CopySource: `${Bucket}/a` }));
    const { VersionId } = await running.client.send(new HeadObjectCommand({ Bucket, Key: 'b' }));
    expect(VersionId).toEqual(expect.stringMatching(/^[\w-]{32}$/));
  });
});
