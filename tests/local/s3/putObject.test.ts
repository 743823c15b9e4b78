import { createHash, randomBytes } from 'node:crypto';
import { readdir } from 'node:fs/promises';
import { connect } from 'node:net';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { type ChecksumAlgorithm, GetObjectCommand, HeadObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { failure, type RunningS3, startS3 } from './startS3.ts';

describe('PutObject', () => {
  let running: RunningS3;
  const Bucket = 'archive';

  beforeAll(async () => {
    running = await startS3();
    await running.s3.createBucket(Bucket, { eventBridge: true });
  });
  afterAll(() => running.stop());

  const get = async (Key: string): Promise<Buffer> => {
    const { Body } = await running.client.send(new GetObjectCommand({ Bucket, Key }));
    return Buffer.from((await Body?.transformToByteArray()) ?? []);
  };

  for (const mode of ['WHEN_SUPPORTED', 'WHEN_REQUIRED'] as const) {
    test(`stores a buffer and a stream byte for byte (checksums ${mode})`, async () => {
      // Prepare
      const client = running.clientWith({ requestChecksumCalculation: mode, responseChecksumValidation: mode });
      const bytes = randomBytes(3_000_003);
      // Act
      const put = await client.send(new PutObjectCommand({ Bucket, Key: `buffer-${mode}`, Body: bytes }));
      await client.send(
        new PutObjectCommand({
          Bucket,
          Key: `stream-${mode}`,
          Body: Readable.from([bytes.subarray(0, 70_000), bytes.subarray(70_000)]),
          ContentLength: bytes.length,
        }),
      );
      // Assess
      expect(put.ETag).toBe(`"${createHash('md5').update(bytes).digest('hex')}"`);
      expect((await get(`buffer-${mode}`)).equals(bytes)).toBe(true);
      expect((await get(`stream-${mode}`)).equals(bytes)).toBe(true);
    });
  }

  test.each(['CRC32', 'CRC32C', 'CRC64NVME', 'SHA1', 'SHA256'] as const)(
    'checks and returns a %s',
    async (algorithm: ChecksumAlgorithm) => {
      const member = `Checksum${algorithm}` as const;
      const sums = {
        CRC32: 'y/Q5Jg==',
        CRC32C: '4waSgw==',
        CRC64NVME: 'rosUhgp5mIg=',
        SHA1: '98O8HYCOBHMq32eZZczDTK+ouUA=',
        SHA256: 'FeKw09MzjLoZ5rgyifxfkfZPcPl9HFUgoF+X96aFQuM=',
      } as const;
      const value = sums[algorithm as keyof typeof sums];
      const input = { Bucket, Key: `sum-${algorithm}`, Body: '123456789' };
      if (algorithm === 'SHA1' || algorithm === 'SHA256') {
        const hash = createHash(algorithm.toLowerCase()).update(input.Body).digest('base64');
        expect((await running.client.send(new PutObjectCommand({ ...input, [member]: hash })))[member]).toBe(hash);
        return;
      }
      await running.client.send(new PutObjectCommand({ ...input, [member]: value }));
      const head = await running.client.send(
        new HeadObjectCommand({ Bucket, Key: input.Key, ChecksumMode: 'ENABLED' }),
      );
      expect([head[member], head.ChecksumType]).toEqual([value, 'FULL_OBJECT']);
      const wrong = Buffer.alloc(Buffer.from(value, 'base64').length, 7).toString('base64');
      const put = running.client.send(new PutObjectCommand({ ...input, Key: `bad-${algorithm}`, [member]: wrong }));
      expect(await failure(put)).toEqual({ name: 'BadDigest', status: 400 });
      expect((await failure(get(`bad-${algorithm}`))).name).toBe('NoSuchKey');
    },
  );

  test('returns headers, metadata and the number of tags', async () => {
    await running.client.send(
      new PutObjectCommand({
        Bucket,
        Key: 'described',
        Body: 'x',
        ContentType: 'video/mp4',
        CacheControl: 'max-age=60',
        ContentEncoding: 'gzip',
        Metadata: { camera: 'front door' },
        Tagging: 'a=1&b=%C3%BC',
      }),
    );
    const head = await running.client.send(new HeadObjectCommand({ Bucket, Key: 'described' }));
    expect(head).toMatchObject({
      ContentType: 'video/mp4',
      CacheControl: 'max-age=60',
      ContentEncoding: 'gzip',
      Metadata: { camera: 'front door' },
      TagCount: 2,
      ContentLength: 1,
    });
    expect(head.LastModified?.toISOString()).toBe('2026-03-01T12:00:00.000Z');
  });

  test('lets exactly one of 50 concurrent creators win', async () => {
    const outcomes = await Promise.all(
      Array.from({ length: 50 }, (_, index) =>
        running.client.send(new PutObjectCommand({ Bucket, Key: 'raced', Body: `${index}`, IfNoneMatch: '*' })).then(
          () => `${index}`,
          (error: Error) => error.name,
        ),
      ),
    );
    const winners = outcomes.filter((outcome) => /^\d+$/.test(outcome));
    expect(winners).toHaveLength(1);
    expect(outcomes.filter((outcome) => outcome === 'PreconditionFailed')).toHaveLength(49);
    expect((await get('raced')).toString()).toBe(winners[0]);
    expect(running.events.filter(({ detail }) => detail.object.key === 'raced')).toHaveLength(1);
  });

  test('overwrites under If-Match only what the client has seen', async () => {
    const put = (Body: string, IfMatch?: string) =>
      running.client.send(new PutObjectCommand({ Bucket, Key: 'matched', Body, ...(IfMatch ? { IfMatch } : {}) }));
    expect(await failure(put('a', '"x"'))).toEqual({ name: 'NoSuchKey', status: 404 });
    const { ETag } = await put('a');
    await put('b', ETag);
    expect(await failure(put('c', ETag))).toEqual({ name: 'PreconditionFailed', status: 412 });
    expect((await get('matched')).toString()).toBe('b');
  });

  test('tells of the object in an event', async () => {
    await running.client.send(new PutObjectCommand({ Bucket, Key: 'told', Body: 'hello' }));
    expect(running.events.at(-1)).toMatchObject({
      'detail-type': 'Object Created',
      source: 'aws.s3',
      resources: ['arn:aws:s3:::archive'],
      detail: {
        bucket: { name: 'archive' },
        object: { key: 'told', size: 5, etag: '5d41402abc4b2a76b9719d911017c592' },
        reason: 'PutObject',
      },
    });
  });

  const raw = (headers: Record<string, string>, body: string) =>
    fetch(`${running.url}/${Bucket}/raw`, { method: 'PUT', headers, body });

  test.each([
    ['a wrong MD5', { 'content-md5': createHash('md5').update('other').digest('base64') }, 'BadDigest', 400],
    ['no MD5 at all', { 'content-md5': 'x' }, 'InvalidDigest', 400],
    ['a wrong SHA-256', { 'x-amz-content-sha256': 'a'.repeat(64) }, 'XAmzContentSHA256Mismatch', 400],
    [
      'two checksums',
      { 'x-amz-checksum-crc32': 'AAAAAA==', 'x-amz-checksum-crc32c': 'AAAAAA==' },
      'InvalidRequest',
      400,
    ],
    [
      'a body that is not chunked',
      { 'content-encoding': 'aws-chunked', 'x-amz-decoded-content-length': '4' },
      'IncompleteBody',
      400,
    ],
    [
      'eleven tags',
      { 'x-amz-tagging': Array.from({ length: 11 }, (_, at) => `k${at}=v`).join('&') },
      'InvalidTag',
      400,
    ],
    ['too much metadata', { 'x-amz-meta-a': 'x'.repeat(2049) }, 'MetadataTooLarge', 400],
    ['If-None-Match with an ETag', { 'if-none-match': '"x"' }, 'NotImplemented', 501],
  ])('refuses %s and stores nothing', async (_, headers, code, status) => {
    const response = await raw(headers, 'body');
    expect([response.status, /<Code>(\w+)<\/Code>/.exec(await response.text())?.[1]]).toEqual([status, code]);
    expect((await failure(get('raw'))).name).toBe('NoSuchKey');
  });

  const chunked = (body: string, headers: Record<string, string> = {}) =>
    raw({ 'x-amz-decoded-content-length': '10', 'content-encoding': 'aws-chunked', ...headers }, body);
  const signed = `;chunk-signature=${'0'.repeat(64)}`;
  const sha256 = createHash('sha256').update('helloworld').digest('base64');
  test.each([
    ['STREAMING-AWS4-HMAC-SHA256-PAYLOAD', `5${signed}\r\nhello\r\n5${signed}\r\nworld\r\n0${signed}\r\n\r\n`, 200],
    ['STREAMING-UNSIGNED-PAYLOAD-TRAILER', `a\r\nhelloworld\r\n0\r\nx-amz-checksum-sha256:${sha256}\r\n\r\n`, 200],
    [
      'STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER',
      `a${signed}\r\nhelloworld\r\n0${signed}\r\nx-amz-checksum-sha256:${sha256}\r\nx-amz-trailer-signature:00\r\n\r\n`,
      200,
    ],
    ['STREAMING-UNSIGNED-PAYLOAD-TRAILER', 'a\r\nhelloworld\r\n0\r\n\r\n', 400],
    ['STREAMING-UNSIGNED-PAYLOAD-TRAILER', `a\r\nhelloWORLD\r\n0\r\nx-amz-checksum-sha256:${sha256}\r\n\r\n`, 400],
    ['STREAMING-UNSIGNED-PAYLOAD-TRAILER', `9\r\nhelloworl\r\n0\r\nx-amz-checksum-sha256:${sha256}\r\n\r\n`, 400],
    ['STREAMING-UNSIGNED-PAYLOAD-TRAILER', `b\r\nhelloworldx\r\n0\r\nx-amz-checksum-sha256:${sha256}\r\n\r\n`, 400],
  ])('takes %s as it must (%#)', async (contentSha256, body, status) => {
    const trailer: Record<string, string> = contentSha256.endsWith('TRAILER')
      ? { 'x-amz-trailer': 'x-amz-checksum-sha256' }
      : {};
    const response = await chunked(body, { 'x-amz-content-sha256': contentSha256, ...trailer });
    expect(response.status).toBe(status);
    if (status === 200) expect((await get('raw')).toString()).toBe('helloworld');
    else expect((await failure(get('raw'))).name).toBe('NoSuchKey');
    await fetch(`${running.url}/${Bucket}/raw`, { method: 'DELETE' });
  });

  test('says what is wrong to a client that is still sending', async () => {
    const body = `a\r\nhelloworldNOISE${'x'.repeat(20_000_000)}`;
    const response = await chunked(body);
    expect([response.status, /<Code>(\w+)</.exec(await response.text())?.[1]]).toEqual([400, 'InvalidRequest']);
  });

  test('refuses a body without a length', async () => {
    const body = Readable.toWeb(Readable.from(['data'])) as ReadableStream;
    const response = await fetch(`${running.url}/${Bucket}/raw`, {
      method: 'PUT',
      body,
      duplex: 'half',
    } as RequestInit);
    expect(response.status).toBe(411);
  });

  test('keeps the old object, and no file, of a client that goes away in the middle', async () => {
    // Prepare
    await running.client.send(new PutObjectCommand({ Bucket, Key: 'cut', Body: 'old' }));
    const { port } = new URL(running.url);
    const socket = connect(Number(port), '127.0.0.1');
    // Act
    socket.write(`PUT /${Bucket}/cut HTTP/1.1\r\nhost: x\r\ncontent-length: 1000000\r\n\r\n`);
    socket.write(Buffer.alloc(400_000));
    const staging = join(running.dataDir, 'staging');
    while ((await readdir(staging)).length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
    socket.destroy();
    while ((await readdir(staging)).length > 0) await new Promise((resolve) => setTimeout(resolve, 5));
    // Assess
    expect((await get('cut')).toString()).toBe('old');
  });
});
