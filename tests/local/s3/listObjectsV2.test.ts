import { DeleteObjectsCommand, ListObjectsCommand, ListObjectsV2Command, PutObjectCommand } from '@aws-sdk/client-s3';
import fc from 'fast-check';
import { failure, type RunningS3, startS3 } from './startS3.ts';

describe('ListObjectsV2', () => {
  let running: RunningS3;
  const Bucket = 'archive';

  beforeAll(async () => {
    running = await startS3();
    await running.s3.createBucket(Bucket);
    await running.s3.createBucket('odd-keys');
    await Promise.all(
      ['a', 'a/1', 'a/2', 'a/b/1', 'a0', 'b/x/1', 'b/x/2', 'b/y', 'c+d e', 'é', '\u{1f3a5}', '\uff5e'].map((Key) =>
        running.client.send(new PutObjectCommand({ Bucket, Key, Body: Key })),
      ),
    );
  });
  afterAll(() => running.stop());

  const list = async (input: object, bucket = Bucket): Promise<string[]> => {
    const seen: string[] = [];
    let ContinuationToken: string | undefined;
    do {
      const page = await running.client.send(
        new ListObjectsV2Command({ Bucket: bucket, ...input, ...(ContinuationToken ? { ContinuationToken } : {}) }),
      );
      seen.push(
        ...(page.Contents ?? []).map(({ Key }) => Key ?? ''),
        ...(page.CommonPrefixes ?? []).map(({ Prefix }) => `${Prefix}*`),
      );
      expect(page.KeyCount).toBe((page.Contents ?? []).length + (page.CommonPrefixes ?? []).length);
      ContinuationToken = page.NextContinuationToken;
      expect(page.IsTruncated).toBe(ContinuationToken !== undefined);
    } while (ContinuationToken !== undefined);
    return seen;
  };

  const all = ['a', 'a/1', 'a/2', 'a/b/1', 'a0', 'b/x/1', 'b/x/2', 'b/y', 'c+d e', 'é', '\uff5e', '\u{1f3a5}'];
  test.each([
    [{}, all],
    [{ Prefix: 'a/' }, ['a/1', 'a/2', 'a/b/1']],
    [{ Prefix: 'a/', Delimiter: '/' }, ['a/1', 'a/2', 'a/b/*']],
    [{ Delimiter: '/' }, ['a', 'a0', 'c+d e', 'é', '\uff5e', '\u{1f3a5}', 'a/*', 'b/*']],
    [{ StartAfter: 'b/x/1' }, all.slice(6)],
    [{ StartAfter: 'a/2', Prefix: 'a/' }, ['a/b/1']],
    [{ StartAfter: 'zz', Prefix: 'a' }, []],
    [{ Prefix: 'none' }, []],
    [{ EncodingType: 'url' as const, Prefix: 'c' }, ['c%2Bd+e']],
  ])('lists %j, in one page and in pages of one', async (input, expected) => {
    expect(await list(input)).toEqual(expected);
    expect((await list({ ...input, MaxKeys: 1 })).sort()).toEqual([...expected].sort());
  });

  test('gives an empty page for max-keys 0, and refuses what is no number or token', async () => {
    const page = await running.client.send(new ListObjectsV2Command({ Bucket, MaxKeys: 0 }));
    expect([page.KeyCount, page.IsTruncated]).toEqual([0, false]);
    expect(await failure(running.client.send(new ListObjectsV2Command({ Bucket, MaxKeys: -1 })))).toEqual({
      name: 'InvalidArgument',
      status: 400,
    });
    expect(
      (await failure(running.client.send(new ListObjectsV2Command({ Bucket, ContinuationToken: '?' })))).name,
    ).toBe('InvalidArgument');
    expect((await failure(running.client.send(new ListObjectsV2Command({ Bucket: 'nobody' })))).name).toBe(
      'NoSuchBucket',
    );
  });

  test('pages with markers too (version 1)', async () => {
    const seen: (string | undefined)[] = [];
    let Marker: string | undefined;
    do {
      const page = await running.client.send(
        new ListObjectsCommand({ Bucket, Delimiter: '/', MaxKeys: 1, ...(Marker ? { Marker } : {}) }),
      );
      seen.push(page.Contents?.[0]?.Key ?? page.CommonPrefixes?.[0]?.Prefix);
      Marker = page.NextMarker;
    } while (Marker !== undefined);
    expect(seen).toEqual(['a', 'a/', 'a0', 'b/', 'c+d e', 'é', '\uff5e', '\u{1f3a5}']);
  });

  test('keeps keys that no path could hold, and lists them as they are', async () => {
    const segment = fc.constantFrom(
      '..',
      '.',
      '',
      'a',
      'A',
      'con',
      'x'.repeat(255),
      '~',
      '%',
      '%2E',
      'ü',
      'a b',
      'a+b',
      '*',
      'end.',
    );
    const keys = new Set(
      fc
        .sample(fc.array(segment, { minLength: 1, maxLength: 4 }), { seed: 7, numRuns: 60 })
        .map((segments) => `k${segments.join('/')}`)
        .filter((key) => Buffer.byteLength(key) <= 1024),
    );
    for (const Key of keys)
      await running.client.send(new PutObjectCommand({ Bucket: 'odd-keys', Key, Body: `of ${Key}` }));
    for (const Key of keys) {
      const path = Key.split('/').map(encodeURIComponent).join('%2F');
      const response = await rawGet(`${running.url}/odd-keys/${path}`);
      expect(response).toBe(`of ${Key}`);
    }
    expect(await list({}, 'odd-keys')).toEqual(
      [...keys].sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b))),
    );
  });

  test('refuses keys that are too long or hold a NUL', async () => {
    const put = (Key: string) => running.client.send(new PutObjectCommand({ Bucket, Key, Body: Buffer.alloc(0) }));
    expect(await failure(put('k'.repeat(1025)))).toEqual({ name: 'KeyTooLongError', status: 400 });
    expect((await fetch(`${running.url}/${Bucket}/a%00b`, { method: 'PUT', body: '' })).status).toBe(400);
    expect((await fetch(`${running.url}/${Bucket}/%ff`, { method: 'PUT', body: '' })).status).toBe(400);
    await put('k'.repeat(1024));
  });

  test('deletes 1,000 keys at once, and says so of each', async () => {
    // Prepare
    await running.s3.createBucket('many');
    const keys = Array.from({ length: 1000 }, (_, at) => `clips/${String(at).padStart(4, '0')}`);
    await Promise.all(keys.map((Key) => running.client.send(new PutObjectCommand({ Bucket: 'many', Key, Body: 'x' }))));
    expect(await list({ MaxKeys: 300 }, 'many')).toEqual(keys);
    // Act
    const result = await running.client.send(
      new DeleteObjectsCommand({ Bucket: 'many', Delete: { Objects: keys.map((Key) => ({ Key })) } }),
    );
    // Assess
    expect(result.Deleted).toHaveLength(1000);
    expect(result.Errors ?? []).toEqual([]);
    expect(await list({}, 'many')).toEqual([]);
  });
});

/** Without a client that would resolve `..` in the path. */
async function rawGet(url: string): Promise<string> {
  const { request } = await import('node:http');
  const { hostname, port } = new URL(url);
  const path = url.slice(url.indexOf('/', 'http://'.length));
  return new Promise((resolve, reject) => {
    request({ hostname, port, path }, (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (piece: string) => {
        text += piece;
      });
      response.on('end', () => resolve(text)).on('error', reject);
    })
      .on('error', reject)
      .end();
  });
}
