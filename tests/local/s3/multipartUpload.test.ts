import { createHash, randomBytes } from 'node:crypto';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import {
  AbortMultipartUploadCommand,
  type CompletedPart,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  GetObjectAttributesCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListMultipartUploadsCommand,
  ListPartsCommand,
  PutObjectCommand,
  UploadPartCommand,
  UploadPartCopyCommand,
} from '@aws-sdk/client-s3';
import { failure, type RunningS3, startS3 } from './startS3.ts';

const MIB5 = 5 * 1024 ** 2;

describe('multipart uploads', () => {
  let running: RunningS3;
  const Bucket = 'archive';
  const bytes = randomBytes(2 * MIB5 + 1000);

  beforeAll(async () => {
    running = await startS3();
    await running.s3.createBucket(Bucket, { eventBridge: true });
  });
  afterAll(() => running.stop());

  const begin = async (Key: string, input: object = {}): Promise<string> =>
    (await running.client.send(new CreateMultipartUploadCommand({ Bucket, Key, ...input }))).UploadId ?? '';
  const uploadAll = async (Key: string, UploadId: string, input: object = {}): Promise<CompletedPart[]> => {
    const parts: CompletedPart[] = [];
    for (let at = 0, PartNumber = 1; at < bytes.length; at += MIB5, PartNumber++) {
      const Body = bytes.subarray(at, at + MIB5);
      const part = await running.client.send(
        new UploadPartCommand({ Bucket, Key, UploadId, PartNumber, Body, ...input }),
      );
      parts.push({
        PartNumber,
        ETag: part.ETag,
        ...(part.ChecksumSHA256 ? { ChecksumSHA256: part.ChecksumSHA256 } : {}),
      } as CompletedPart);
    }
    return parts;
  };
  const complete = (Key: string, UploadId: string, Parts: CompletedPart[], input: object = {}) =>
    running.client.send(
      new CompleteMultipartUploadCommand({ Bucket, Key, UploadId, MultipartUpload: { Parts }, ...input }),
    );
  const get = async (Key: string, input: object = {}): Promise<Buffer> => {
    const { Body } = await running.client.send(new GetObjectCommand({ Bucket, Key, ...input }));
    return Buffer.from((await Body?.transformToByteArray()) ?? []);
  };

  test('makes one object of its parts, with an ETag that counts them, one event, and nothing left', async () => {
    // Prepare
    const UploadId = await begin('whole', { ContentType: 'video/mp4', Metadata: { a: 'b' } });
    const parts = await uploadAll('whole', UploadId);
    const listed = await running.client.send(new ListPartsCommand({ Bucket, Key: 'whole', UploadId }));
    const uploads = await running.client.send(new ListMultipartUploadsCommand({ Bucket }));
    // Act
    const { ETag } = await complete('whole', UploadId, parts);
    // Assess
    expect(listed.Parts?.map(({ PartNumber, Size }) => [PartNumber, Size])).toEqual([
      [1, MIB5],
      [2, MIB5],
      [3, 1000],
    ]);
    expect(uploads.Uploads?.map(({ Key }) => Key)).toEqual(['whole']);
    const md5s = parts.map(({ ETag: etag }) => Buffer.from((etag ?? '').replaceAll('"', ''), 'hex'));
    expect(ETag).toBe(`"${createHash('md5').update(Buffer.concat(md5s)).digest('hex')}-3"`);
    expect((await get('whole')).equals(bytes)).toBe(true);
    expect((await get('whole', { PartNumber: 3 })).equals(bytes.subarray(2 * MIB5))).toBe(true);
    const head = await running.client.send(new HeadObjectCommand({ Bucket, Key: 'whole', PartNumber: 2 }));
    expect([head.ContentLength, head.PartsCount, head.ContentType, head.Metadata]).toEqual([
      MIB5,
      3,
      'video/mp4',
      { a: 'b' },
    ]);
    expect(running.events.map(({ detail }) => [detail.object.key, detail.object.size, detail.reason])).toEqual([
      ['whole', bytes.length, 'CompleteMultipartUpload'],
    ]);
    expect(await readdir(join(running.dataDir, 'uploads'))).toEqual([]);
    // Act again: the answer got lost.
    expect((await complete('whole', UploadId, parts)).ETag).toBe(ETag);
    expect((await failure(running.client.send(new ListPartsCommand({ Bucket, Key: 'whole', UploadId })))).name).toBe(
      'NoSuchUpload',
    );
  });

  test('keeps a composite SHA-256 and a full CRC-64', async () => {
    const sha = await begin('sha', { ChecksumAlgorithm: 'SHA256' });
    await complete('sha', sha, await uploadAll('sha', sha, { ChecksumAlgorithm: 'SHA256' }));
    const sums = [bytes.subarray(0, MIB5), bytes.subarray(MIB5, 2 * MIB5), bytes.subarray(2 * MIB5)].map((part) =>
      createHash('sha256').update(part).digest(),
    );
    const attributes = await running.client.send(
      new GetObjectAttributesCommand({
        Bucket,
        Key: 'sha',
        ObjectAttributes: ['Checksum', 'ObjectParts', 'ObjectSize', 'ETag'],
      }),
    );
    expect(attributes.Checksum).toMatchObject({
      ChecksumSHA256: `${createHash('sha256').update(Buffer.concat(sums)).digest('base64')}-3`,
      ChecksumType: 'COMPOSITE',
    });
    expect([attributes.ObjectSize, attributes.ObjectParts?.TotalPartsCount]).toEqual([bytes.length, 3]);
    const full = await begin('full', { ChecksumAlgorithm: 'CRC32', ChecksumType: 'FULL_OBJECT' });
    await complete('full', full, await uploadAll('full', full, { ChecksumAlgorithm: 'CRC32' }));
    const head = await running.client.send(new HeadObjectCommand({ Bucket, Key: 'full', ChecksumMode: 'ENABLED' }));
    const put = await running.client.send(
      new PutObjectCommand({ Bucket, Key: 'same', Body: bytes, ChecksumAlgorithm: 'CRC32' }),
    );
    expect([head.ChecksumCRC32, head.ChecksumType]).toEqual([put.ChecksumCRC32, 'FULL_OBJECT']);
  });

  test('copies spans of stored objects into parts', async () => {
    await running.client.send(new PutObjectCommand({ Bucket, Key: 'source/a b+ü', Body: bytes }));
    const UploadId = await begin('copied');
    const copy = (PartNumber: number, CopySourceRange: string) =>
      running.client.send(
        new UploadPartCopyCommand({
          Bucket,
          Key: 'copied',
          UploadId,
          PartNumber,
          CopySource: `${Bucket}/source%2Fa%20b%2B%C3%BC`,
          CopySourceRange,
        }),
      );
    const first = await copy(1, `bytes=100-${MIB5 + 99}`);
    const second = await copy(2, 'bytes=0-99');
    expect((await failure(copy(3, `bytes=0-${bytes.length}`))).name).toBe('InvalidArgument');
    await complete('copied', UploadId, [
      { PartNumber: 1, ETag: first.CopyPartResult?.ETag },
      { PartNumber: 2, ETag: second.CopyPartResult?.ETag },
    ] as CompletedPart[]);
    expect((await get('copied')).equals(Buffer.concat([bytes.subarray(100, MIB5 + 100), bytes.subarray(0, 100)]))).toBe(
      true,
    );
  });

  test('refuses what does not fit together, and keeps the upload', async () => {
    const UploadId = await begin('refused');
    const part = async (PartNumber: number, Body: string) =>
      ({
        PartNumber,
        ETag: (await running.client.send(new UploadPartCommand({ Bucket, Key: 'refused', UploadId, PartNumber, Body })))
          .ETag,
      }) as CompletedPart;
    const [one, two] = [await part(1, 'small'), await part(2, 'small too')];
    expect(await failure(complete('refused', UploadId, [one, two]))).toEqual({ name: 'EntityTooSmall', status: 400 });
    expect((await failure(complete('refused', UploadId, [two, one]))).name).toBe('InvalidPartOrder');
    expect((await failure(complete('refused', UploadId, [{ ...one, ETag: '"x"' }]))).name).toBe('InvalidPart');
    expect((await failure(complete('refused', UploadId, [{ PartNumber: 9, ETag: '"x"' }]))).name).toBe('InvalidPart');
    expect((await failure(complete('refused', '0'.repeat(32), [one]))).name).toBe('NoSuchUpload');
    expect((await failure(complete('refused', '../../x', [one]))).name).toBe('NoSuchUpload');
    expect((await failure(part(10_001, 'x'))).name).toBe('InvalidArgument');
    await complete('refused', UploadId, [one]);
    expect((await get('refused')).toString()).toBe('small');
  });

  test('aborts', async () => {
    const UploadId = await begin('aborted');
    await uploadAll('aborted', UploadId);
    await running.client.send(new AbortMultipartUploadCommand({ Bucket, Key: 'aborted', UploadId }));
    expect(
      (await failure(running.client.send(new AbortMultipartUploadCommand({ Bucket, Key: 'aborted', UploadId })))).name,
    ).toBe('NoSuchUpload');
    expect(await readdir(join(running.dataDir, 'uploads'))).toEqual([]);
    expect((await failure(get('aborted'))).name).toBe('NoSuchKey');
  });

  test('lets one of several conditional completions win', async () => {
    const uploads = await Promise.all(
      Array.from({ length: 5 }, async () => {
        const UploadId = await begin('raced');
        return { UploadId, parts: await uploadAll('raced', UploadId) };
      }),
    );
    const outcomes = await Promise.all(
      uploads.map(({ UploadId, parts }) =>
        complete('raced', UploadId, parts, { IfNoneMatch: '*' }).then(
          () => 'won',
          (error: Error) => error.name,
        ),
      ),
    );
    expect(outcomes.sort()).toEqual([...Array.from({ length: 4 }, () => 'PreconditionFailed'), 'won'].sort());
  });

  test('answers 409 where the object is deleted while a conditional completion is under way', async () => {
    await running.client.send(new PutObjectCommand({ Bucket, Key: 'gone', Body: 'x' }));
    const { ETag } = await running.client.send(new HeadObjectCommand({ Bucket, Key: 'gone' }));
    const UploadId = await begin('gone');
    const parts = await uploadAll('gone', UploadId);
    const [outcome] = await Promise.all([
      failure(complete('gone', UploadId, parts, { IfMatch: ETag })),
      fetch(`${running.url}/${Bucket}/gone`, { method: 'DELETE' }),
    ]);
    expect(['ConditionalRequestConflict', 'NoSuchKey']).toContain(outcome.name);
  });

  test('goes on after a restart', async () => {
    const UploadId = await begin('resumed');
    const parts = await uploadAll('resumed', UploadId);
    await running.restart();
    await complete('resumed', UploadId, parts);
    expect((await get('resumed')).equals(bytes)).toBe(true);
  });
});
