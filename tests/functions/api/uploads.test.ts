import type { PackageMethodSetting } from '../../../core/packages/Package.ts';
import { jobOf } from '../../../functions/api/steps/jobs.ts';
import { announceUpload, completeUpload, parseUploadRequest } from '../../../functions/api/steps/uploads.ts';
import { MemoryObjectStore } from '../../simulation/memory/MemoryObjectStore.ts';
import { MemoryPackageFiles } from '../../simulation/memory/MemoryPackageFiles.ts';
import { MemoryPackageStore } from '../../simulation/memory/MemoryPackageStore.ts';
import { simulatedSystem } from '../../simulation/SimulatedClock.ts';

const MIB = 1024 ** 2;
const GIB = 1024 * MIB;
const settings = { packageDays: 30, segmentSeconds: 6, method: 'auto' as PackageMethodSetting, maxBytes: 20 * GIB };

function openWorld() {
  const objects = new MemoryObjectStore();
  const files = new MemoryPackageFiles(objects);
  const packages = new MemoryPackageStore();
  const { clock } = simulatedSystem(1, Date.UTC(2026, 10, 21, 10));
  const addresses = {
    putFile: async ({ key }: { key: string }, file: { bytes: number; contentType: string }) => ({
      url: `https://put/${key}?${file.bytes}`,
      headers: { 'content-type': file.contentType },
    }),
    putPart: async (_place: object, part: { uploadId: string; number: number; bytes: number }) => ({
      url: `https://part/${part.uploadId}/${part.number}?${part.bytes}`,
      headers: {},
    }),
  };
  const ports = { packages, files, addresses, stagingBucket: 'staging', settings, clock };
  const announce = (request: object, requestId = 'r-1') =>
    announceUpload(parseUploadRequest(request, settings), { subject: 'anna', requestId }, ports);
  return { objects, files, packages, ports, announce };
}

interface Announced {
  readonly jobId: string;
  readonly url?: string;
  readonly parts?: readonly { partNumber: number; url: string; bytes: number }[];
}

describe('an upload', () => {
  it('of a small file is one address, under a key without what shells and players trip over', async () => {
    const { announce, packages } = openWorld();

    const answer = await announce({ fileName: 'Ünser Film #1.mp4', bytes: 7, contentType: 'video/mp4' });

    const { jobId } = answer as unknown as Announced;
    expect(answer).toEqual({
      jobId,
      method: 'PUT',
      url: `https://put/uploads/${jobId}/_nser_Film__1.mp4?7`,
      headers: { 'content-type': 'video/mp4' },
      expiresAt: '2026-11-21T16:00:00.000Z',
    });
    expect(await packages.get(jobId)).toMatchObject({
      status: 'AWAITING_UPLOAD',
      createdBy: 'anna',
      source: { fileName: 'Ünser Film #1.mp4', bytes: 7 },
      expiresMs: Date.UTC(2026, 10, 24, 10),
    });
  });

  it.each([
    [64 * MIB, 2, 32 * MIB],
    [64 * MIB + 1, 3, 1],
    [20 * GIB, 640, 32 * MIB],
  ])('of %d bytes has %d parts, the last one of %d', async (bytes, count, last) => {
    const { announce } = openWorld();

    const { parts = [] } = (await announce({ fileName: 'a.mp4', bytes })) as unknown as Announced;

    expect(parts).toHaveLength(count);
    expect(parts.at(-1)).toEqual({ partNumber: count, url: `https://part/upload-1/${count}?${last}`, bytes: last });
    expect(parts.reduce((sum, part) => sum + part.bytes, 0)).toBe(bytes);
  });

  it('that broke off goes on: the same token is the same upload, and no other is left behind', async () => {
    const { announce, files } = openWorld();
    const request = { fileName: 'a.mp4', bytes: 64 * MIB, clientToken: 'mine' };

    const first = await announce(request, 'r-1');
    const second = await announce(request, 'r-2');

    expect(second).toEqual(first);
    expect([...files.uploads.keys()]).toEqual(['upload-1']);
    await expect(announce({ ...request, bytes: 65 * MIB }, 'r-3')).rejects.toMatchObject({ kind: 'Conflict' });
    expect([...files.uploads.keys()]).toEqual(['upload-1']);
  });

  it('in parts is put together once all are there; again is fine', async () => {
    const { announce, files, packages, ports, objects } = openWorld();
    const { jobId } = (await announce({ fileName: 'a.mp4', bytes: 64 * MIB })) as unknown as Announced;
    const etags = [1, 2].map((number) => files.putPart('upload-1', number, new Uint8Array([number])));
    const [first = '', second = ''] = etags;
    const record = await jobOf(jobId, { packages });
    const both = [
      { partNumber: 2, etag: second },
      { partNumber: 1, etag: first },
    ];

    for (const parts of [
      [both[0]],
      [],
      [
        { partNumber: 1, etag: first },
        { partNumber: 3, etag: second },
      ],
    ]) {
      await expect(completeUpload(record, { parts }, ports)).rejects.toMatchObject({ kind: 'InvalidInput' });
    }
    const swapped = [
      { partNumber: 1, etag: second },
      { partNumber: 2, etag: first },
    ];
    await expect(completeUpload(record, { parts: swapped }, ports)).rejects.toMatchObject({ kind: 'InvalidInput' });
    await completeUpload(record, { parts: both }, ports);
    await completeUpload(record, { parts: both }, ports);

    const place = { bucket: 'staging', key: `uploads/${jobId}/a.mp4` };
    expect([...(await objects.getBytes(place)).bytes]).toEqual([1, 2]);
  });

  it.each([
    [{ fileName: '../a.mp4', bytes: 1 }, /fileName/],
    [{ fileName: 'a\n.mp4', bytes: 1 }, /fileName/],
    [{ fileName: '', bytes: 1 }, /fileName/],
    [{ fileName: 'a.mp4', bytes: 0 }, /bytes/],
    [{ fileName: 'a.mp4', bytes: 1.5 }, /bytes/],
    [{ fileName: 'a.mp4', bytes: 20 * GIB + 1 }, /bytes: \d+ is more than/],
    [{ fileName: 'a.mp4', bytes: 1, contentType: 'text/html' }, /contentType/],
    [{ fileName: 'a.mp4', bytes: 1, sha256: 'abc' }, /sha256/],
    [{ fileName: 'a.mp4', bytes: 1, key: 'clips/a.mp4' }, /key/],
  ])('%j is refused, naming the field', (request, message) => {
    expect(() => parseUploadRequest(request, settings)).toThrow(message);
  });
});
