import { GetObjectCommand, HeadObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { failure, type RunningS3, START_MS, startS3 } from './startS3.ts';

describe('GetObject', () => {
  let running: RunningS3;
  const Bucket = 'archive';
  const Key = 'ten';
  const etag = '781e5e245d69b566979b86e28d23f2c7';

  beforeAll(async () => {
    running = await startS3();
    await running.s3.createBucket(Bucket);
    await running.client.send(new PutObjectCommand({ Bucket, Key, Body: '0123456789' }));
    await running.client.send(new PutObjectCommand({ Bucket, Key: 'empty', Body: Buffer.alloc(0) }));
  });
  afterAll(() => running.stop());

  test.each([
    ['bytes=0-0', 206, '0', 'bytes 0-0/10'],
    ['bytes=2-5', 206, '2345', 'bytes 2-5/10'],
    ['bytes=5-', 206, '56789', 'bytes 5-9/10'],
    ['bytes=8-100', 206, '89', 'bytes 8-9/10'],
    ['bytes=-3', 206, '789', 'bytes 7-9/10'],
    ['bytes=-100', 206, '0123456789', 'bytes 0-9/10'],
    ['bytes=5-2', 200, '0123456789', null],
    ['bytes=0-1,3-4', 200, '0123456789', null],
    ['lines=0-1', 200, '0123456789', null],
  ])('answers the range %s', async (range, status, body, contentRange) => {
    const response = await fetch(`${running.url}/${Bucket}/${Key}`, { headers: { range } });
    expect([response.status, await response.text(), response.headers.get('content-range')]).toEqual([
      status,
      body,
      contentRange,
    ]);
  });

  test.each([
    [Key, 'bytes=10-'],
    [Key, 'bytes=-0'],
    ['empty', 'bytes=0-'],
  ])('refuses of %s the range %s', async (of, Range) => {
    expect(await failure(running.client.send(new GetObjectCommand({ Bucket, Key: of, Range })))).toEqual({
      name: 'InvalidRange',
      status: 416,
    });
  });

  const before = new Date(START_MS - 60_000).toUTCString();
  const after = new Date(START_MS + 60_000).toUTCString();
  test.each([
    [{ 'if-match': `"${etag}"` }, 200],
    [{ 'if-match': '"x"' }, 412],
    [{ 'if-match': `"x", "${etag}"`, 'if-unmodified-since': before }, 200],
    [{ 'if-none-match': `"${etag}"` }, 304],
    [{ 'if-none-match': '*' }, 304],
    [{ 'if-none-match': '"x"', 'if-modified-since': after }, 200],
    [{ 'if-modified-since': before }, 200],
    [{ 'if-modified-since': after }, 304],
    [{ 'if-unmodified-since': before }, 412],
    [{ 'if-unmodified-since': after }, 200],
  ])('judges %j', async (headers, status) => {
    for (const method of ['GET', 'HEAD'])
      expect(
        (await fetch(`${running.url}/${Bucket}/${Key}`, { method, headers: headers as Record<string, string> })).status,
      ).toBe(status);
  });

  test('overrides headers where the query asks for it', async () => {
    const { ContentType, ContentDisposition } = await running.client.send(
      new GetObjectCommand({
        Bucket,
        Key,
        ResponseContentType: 'text/x',
        ResponseContentDisposition: 'attachment; filename="ü.mp4"',
      }),
    );
    expect(ContentType).toBe('text/x');
    expect(Buffer.from(ContentDisposition ?? '', 'latin1').toString()).toBe('attachment; filename="ü.mp4"');
    const split = await fetch(`${running.url}/${Bucket}/${Key}?response-content-type=a%0d%0ax:y`);
    expect(split.status).toBe(400);
  });

  test('names what is not there', async () => {
    expect(await failure(running.client.send(new GetObjectCommand({ Bucket, Key: 'none' })))).toEqual({
      name: 'NoSuchKey',
      status: 404,
    });
    expect(await failure(running.client.send(new GetObjectCommand({ Bucket: 'nobody', Key })))).toEqual({
      name: 'NoSuchBucket',
      status: 404,
    });
    expect((await failure(running.client.send(new HeadObjectCommand({ Bucket, Key: 'none' })))).status).toBe(404);
    const xml = await (await fetch(`${running.url}/${Bucket}/a%26b`)).text();
    expect(xml).toMatch(
      /<Code>NoSuchKey<\/Code>.*<Key>a&amp;b<\/Key><Resource>\/archive\/a&amp;b<\/Resource><RequestId>[0-9A-F]{16}<\/RequestId>/s,
    );
  });

  test('goes on with the old bytes while the object is overwritten and deleted', async () => {
    const old = Buffer.alloc(8_000_000, 'a');
    await running.client.send(new PutObjectCommand({ Bucket, Key: 'slow', Body: old }));
    const { Body } = await running.client.send(new GetObjectCommand({ Bucket, Key: 'slow' }));
    await running.client.send(new PutObjectCommand({ Bucket, Key: 'slow', Body: Buffer.alloc(8_000_000, 'b') }));
    await fetch(`${running.url}/${Bucket}/slow`, { method: 'DELETE' });
    expect(old.equals((await Body?.transformToByteArray()) ?? Buffer.alloc(0))).toBe(true);
  });

  test.each([
    ['20260301T120000Z', '60', 60_000, 200],
    ['20260301T120000Z', '60', 59_000, 200],
    ['20260301T120000Z', '60', 60_001, 403],
    ['20260301T120000Z', '604801', 0, 400],
    ['yesterday', '60', 0, 400],
  ])('holds a presigned URL of %s for %s s, %d ms later', async (date, expires, laterMs, status) => {
    running.nowMs = Date.UTC(2026, 2, 1, 12) + laterMs;
    const query = `X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Date=${date}&X-Amz-Expires=${expires}&X-Amz-Signature=00`;
    const response = await fetch(`${running.url}/${Bucket}/${Key}?${query}`);
    expect(response.status).toBe(status);
    if (status === 403)
      expect(await response.text()).toContain('<Code>AccessDenied</Code><Message>Request has expired</Message>');
    running.nowMs = START_MS;
  });

  test('takes headers from the query of a presigned URL, but no checksum of a body it never saw', async () => {
    const query =
      'X-Amz-Date=20260301T120000Z&X-Amz-Expires=60&X-Amz-Signature=00&x-amz-meta-camera=door&x-amz-tagging=a%3D1&x-amz-checksum-crc32=AAAAAA%3D%3D&x-amz-sdk-checksum-algorithm=CRC32';
    expect((await fetch(`${running.url}/${Bucket}/signed?${query}`, { method: 'PUT', body: 'body' })).status).toBe(200);
    const head = await running.client.send(new HeadObjectCommand({ Bucket, Key: 'signed' }));
    expect([head.Metadata, head.TagCount, head.ContentLength]).toEqual([{ camera: 'door' }, 1, 4]);
  });
});
