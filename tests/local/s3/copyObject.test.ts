import { randomBytes } from 'node:crypto';
import {
  CopyObjectCommand,
  DeleteObjectCommand,
  DeleteObjectTaggingCommand,
  GetObjectCommand,
  GetObjectTaggingCommand,
  HeadObjectCommand,
  PutObjectCommand,
  PutObjectTaggingCommand,
} from '@aws-sdk/client-s3';
import { failure, type RunningS3, startS3 } from './startS3.ts';

describe('CopyObject, tags and DeleteObject', () => {
  let running: RunningS3;
  const Bucket = 'archive';
  const bytes = randomBytes(1_200_000);

  beforeAll(async () => {
    running = await startS3();
    await running.s3.createBucket(Bucket, { eventBridge: true });
    await running.s3.createBucket('other');
    await running.client.send(
      new PutObjectCommand({
        Bucket,
        Key: 'a b/c+d/ü.mp4',
        Body: bytes,
        ContentType: 'video/mp4',
        Metadata: { a: '1' },
        Tagging: 't=1',
      }),
    );
  });
  afterAll(() => running.stop());

  const head = (Key: string, bucket = Bucket) =>
    running.client.send(new HeadObjectCommand({ Bucket: bucket, Key, ChecksumMode: 'ENABLED' }));
  const tags = async (Key: string, bucket = Bucket) =>
    (await running.client.send(new GetObjectTaggingCommand({ Bucket: bucket, Key }))).TagSet?.map(
      (tag) => `${tag.Key}=${tag.Value}`,
    );

  test.each([
    ['encoded whole', `${Bucket}%2Fa%20b%2Fc%2Bd%2F%C3%BC.mp4`],
    ['encoded by segments', `/${Bucket}/a%20b/c%2Bd/%C3%BC.mp4`],
  ])('copies from a source that is %s, with its description', async (_, CopySource) => {
    const { CopyObjectResult } = await running.client.send(
      new CopyObjectCommand({ Bucket: 'other', Key: 'copy', CopySource }),
    );
    const [from, to] = [await head('a b/c+d/ü.mp4'), await head('copy', 'other')];
    expect([to.ContentType, to.Metadata, to.ContentLength, to.ChecksumCRC32]).toEqual([
      'video/mp4',
      { a: '1' },
      bytes.length,
      from.ChecksumCRC32,
    ]);
    expect(CopyObjectResult?.ETag).toBe(from.ETag);
    expect(await tags('copy', 'other')).toEqual(['t=1']);
    const { Body } = await running.client.send(new GetObjectCommand({ Bucket: 'other', Key: 'copy' }));
    expect(bytes.equals((await Body?.transformToByteArray()) ?? Buffer.alloc(0))).toBe(true);
  });

  test('replaces description and tags where it is told to', async () => {
    await running.client.send(
      new CopyObjectCommand({
        Bucket,
        Key: 'replaced',
        CopySource: `${Bucket}/a%20b/c%2Bd/%C3%BC.mp4`,
        MetadataDirective: 'REPLACE',
        Metadata: { b: '2' },
        TaggingDirective: 'REPLACE',
        Tagging: 'x=y',
      }),
    );
    const { Metadata, ContentType } = await head('replaced');
    expect([Metadata, ContentType, await tags('replaced')]).toEqual([{ b: '2' }, 'binary/octet-stream', ['x=y']]);
    expect(running.events.at(-1)?.detail.reason).toBe('CopyObject');
  });

  test('refuses', async () => {
    const copy = (input: object) =>
      running.client.send(new CopyObjectCommand({ Bucket, Key: 'self', CopySource: `${Bucket}/self`, ...input }));
    await running.client.send(new PutObjectCommand({ Bucket, Key: 'self', Body: 'x' }));
    expect(await failure(copy({}))).toEqual({ name: 'InvalidRequest', status: 400 });
    await copy({ MetadataDirective: 'REPLACE', Metadata: { changed: 'yes' } });
    expect((await head('self')).Metadata).toEqual({ changed: 'yes' });
    expect((await failure(copy({ Key: 'new', CopySource: `${Bucket}/none` }))).name).toBe('NoSuchKey');
    expect((await failure(copy({ Key: 'new', CopySource: Bucket }))).name).toBe('InvalidArgument');
    expect((await failure(copy({ Key: 'new', CopySourceIfMatch: '"x"' }))).name).toBe('PreconditionFailed');
    expect((await failure(copy({ Key: 'new', CopySource: 'nobody/self' }))).name).toBe('NoSuchBucket');
  });

  test('changes tags without touching bytes or date', async () => {
    const Key = 'a b/c+d/ü.mp4';
    const before = await head(Key);
    running.nowMs += 60_000;
    await running.client.send(
      new PutObjectTaggingCommand({ Bucket, Key, Tagging: { TagSet: [{ Key: 'legal & "hold"', Value: ' <on> ' }] } }),
    );
    expect(await tags(Key)).toEqual(['legal & "hold"= <on> ']);
    const after = await head(Key);
    expect([after.ETag, after.ContentLength, after.LastModified]).toEqual([
      before.ETag,
      before.ContentLength,
      before.LastModified,
    ]);
    await running.client.send(new DeleteObjectTaggingCommand({ Bucket, Key }));
    expect(await tags(Key)).toEqual([]);
    expect(await failure(running.client.send(new GetObjectTaggingCommand({ Bucket, Key: 'none' })))).toEqual({
      name: 'NoSuchKey',
      status: 404,
    });
    const twice = [
      { Key: 'a', Value: '1' },
      { Key: 'a', Value: '2' },
    ];
    expect(
      (await failure(running.client.send(new PutObjectTaggingCommand({ Bucket, Key, Tagging: { TagSet: twice } }))))
        .name,
    ).toBe('InvalidTag');
  });

  test('deletes once, and answers 204 every time', async () => {
    await running.client.send(new PutObjectCommand({ Bucket, Key: 'deleted', Body: 'x' }));
    expect(
      (await failure(running.client.send(new DeleteObjectCommand({ Bucket, Key: 'deleted', IfMatch: '"x"' })))).name,
    ).toBe('PreconditionFailed');
    for (let time = 0; time < 2; time++)
      expect(
        (await running.client.send(new DeleteObjectCommand({ Bucket, Key: 'deleted' }))).$metadata.httpStatusCode,
      ).toBe(204);
    const told = running.events.filter(({ detail }) => detail.object.key === 'deleted');
    expect(told.map((event) => [event['detail-type'], event.detail.reason])).toEqual([
      ['Object Created', 'PutObject'],
      ['Object Deleted', 'DeleteObject'],
    ]);
  });
});
