import { randomBytes } from 'node:crypto';
import { S3ObjectAssembler } from '../../../cloud/s3/S3ObjectAssembler.ts';
import { S3ObjectStore } from '../../../cloud/s3/S3ObjectStore.ts';
import type { AssembledPart, Assembly, ObjectAssembler } from '../../../core/ports/objectAssembler.ts';
import type { ObjectStore } from '../../../core/ports/objectStore.ts';
import { Crc64Nvme } from '../../../local/s3/checksum/crc64nvme.ts';
import { MemoryObjectAssembler } from '../../simulation/memory/MemoryObjectAssembler.ts';
import { MemoryObjectStore } from '../../simulation/memory/MemoryObjectStore.ts';
import { openBucket } from './localServices.ts';

const MIB = 1024 * 1024;
const LARGE = randomBytes(12 * MIB);
const SMALL = randomBytes(5 * MIB);
const at = (key: string) => ({ bucket: 'archive', key });

function crc64Of(bytes: Uint8Array): string {
  const crc = new Crc64Nvme();
  crc.update(bytes);
  return crc.digest().toString('base64');
}

describe.each(['S3', 'memory'])('objects put together from others, in %s', (kind) => {
  let assembler: ObjectAssembler;
  let objects: ObjectStore;
  let close: () => Promise<void> = async () => undefined;
  let etag: string;

  beforeEach(async () => {
    if (kind === 'memory') {
      const memory = new MemoryObjectStore();
      [objects, assembler] = [memory, new MemoryObjectAssembler(memory)];
    } else {
      const bucket = await openBucket();
      [objects, assembler, close] = [
        new S3ObjectStore(bucket.client),
        new S3ObjectAssembler(bucket.client),
        bucket.close,
      ];
    }
    await objects.putIfAbsent(at('clips/a b+c/large.mp4'), LARGE, 'video/mp4');
    ({ etag } = await objects.getBytes(at('clips/a b+c/large.mp4')));
  });
  afterEach(() => close());

  const partsOf = async (assembly: Assembly, after?: number): Promise<AssembledPart[]> => {
    const parts: AssembledPart[] = [];
    for await (const part of assembler.parts(assembly, after)) parts.push(part);
    return parts;
  };

  it('copies ranges, takes bytes beside them, and knows the checksum of the whole without being told it', async () => {
    const assembly = await assembler.begin(at('exports/1/door.mp4'), 'video/mp4');
    await assembler.putPart(assembly, 1, SMALL);
    await assembler.copyPart(assembly, 2, at('clips/a b+c/large.mp4'), etag, { from: 100, to: 7 * MIB });
    await assembler.putPart(assembly, 3, LARGE.subarray(0, 10));

    const parts = await partsOf(assembly);
    expect(parts.map(({ number, bytes }) => [number, bytes])).toEqual([
      [1, SMALL.length],
      [2, 7 * MIB - 100],
      [3, 10],
    ]);
    expect((await partsOf(assembly, 2)).map(({ number }) => number)).toEqual([3]);
    expect(await assembler.find(assembly)).toBeUndefined();

    await assembler.complete(assembly, parts);

    const whole = Buffer.concat([SMALL, LARGE.subarray(100, 7 * MIB), LARGE.subarray(0, 10)]);
    expect(Buffer.from((await objects.getBytes(assembly)).bytes).equals(whole)).toBe(true);
    expect(await assembler.find(assembly)).toEqual({ bytes: whole.length, crc64nvme: crc64Of(whole) });
  });

  it('a part that is put again replaces itself', async () => {
    const assembly = await assembler.begin(at('exports/2/door.mp4'), 'video/mp4');
    await assembler.putPart(assembly, 1, LARGE.subarray(0, 9));
    await assembler.putPart(assembly, 1, LARGE.subarray(0, 7));

    expect((await partsOf(assembly)).map(({ bytes }) => bytes)).toEqual([7]);
    await assembler.abort(assembly);
  });

  it('refuses a source that is another by now, and one of 5 MiB and less', async () => {
    const assembly = await assembler.begin(at('exports/3/door.mp4'), 'video/mp4');
    await objects.putIfAbsent(at('clips/small.mp4'), SMALL, 'video/mp4');
    const small = await objects.getBytes(at('clips/small.mp4'));

    const other = assembler.copyPart(assembly, 1, at('clips/a b+c/large.mp4'), small.etag, { from: 0, to: MIB });
    await expect(other).rejects.toMatchObject({ kind: 'Conflict' });
    const short = assembler.copyPart(assembly, 1, at('clips/small.mp4'), small.etag, { from: 0, to: MIB });
    await expect(short).rejects.toMatchObject({ kind: 'InvalidInput' });
    expect(await partsOf(assembly)).toEqual([]);
    await assembler.abort(assembly);
  });

  it('what was given up is gone, and is given up again without harm', async () => {
    const assembly = await assembler.begin(at('exports/4/door.mp4'), 'video/mp4');
    await assembler.abort(assembly);
    await assembler.abort(assembly);

    await expect(assembler.putPart(assembly, 1, SMALL)).rejects.toMatchObject({ kind: 'NotFound' });
    await expect(partsOf(assembly)).rejects.toMatchObject({ kind: 'NotFound' });
    await expect(assembler.complete(assembly, [])).rejects.toMatchObject({
      name: expect.stringMatching(/NotFound|InvalidInput|Internal/),
    });
  });
});
