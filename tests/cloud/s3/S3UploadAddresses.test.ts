import { S3Client } from '@aws-sdk/client-s3';
import { S3UploadAddresses } from '../../../cloud/s3/S3UploadAddresses.ts';

const client = new S3Client({
  region: 'eu-central-1',
  credentials: { accessKeyId: 'AKIAEXAMPLE', secretAccessKey: 'secret' },
  requestChecksumCalculation: 'WHEN_REQUIRED',
});
const addresses = new S3UploadAddresses(client);
const place = { bucket: 'staging', key: 'uploads/package-1/a.mp4' };
const signed = (url: string): string | null => new URL(url).searchParams.get('X-Amz-SignedHeaders');

afterAll(() => client.destroy());

test('the address of a file bears its length, type and checksum in its signature, and names no other', async () => {
  const sha256 = '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08';
  const file = { bytes: 7, contentType: 'video/mp4' };

  const plain = await addresses.putFile(place, file, 60);
  const summed = await addresses.putFile(place, { ...file, sha256 }, 60);

  expect(signed(plain.url)).toBe('content-length;content-type;host');
  expect(signed(summed.url)).toBe('content-length;content-type;host;x-amz-checksum-sha256');
  expect(plain.headers).toEqual({ 'content-type': 'video/mp4' });
  expect(summed.headers).toEqual({
    'content-type': 'video/mp4',
    'x-amz-checksum-sha256': Buffer.from(sha256, 'hex').toString('base64'),
  });
  // A checksum in the address would be that of nothing, which is what was there when it was made.
  for (const { url } of [plain, summed]) expect(url.toLowerCase()).not.toMatch(/checksum-crc|x-amz-checksum-sha256=/);
  expect(new URL(plain.url).searchParams.get('X-Amz-Expires')).toBe('60');
});

test('the address of a part bears its length, its upload and its number', async () => {
  const { url, headers } = await addresses.putPart(place, { uploadId: 'u', number: 3, bytes: 9 }, 60);

  expect(signed(url)).toBe('content-length;host');
  expect([...new URL(url).searchParams].filter(([name]) => !name.startsWith('X-Amz'))).toEqual([
    ['partNumber', '3'],
    ['uploadId', 'u'],
    ['x-id', 'UploadPart'],
  ]);
  expect(headers).toEqual({});
});
