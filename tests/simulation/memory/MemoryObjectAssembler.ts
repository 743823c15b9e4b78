import { createHash } from 'node:crypto';
import { ArchiverError } from '../../../core/errors.ts';
import type { AssembledObject, AssembledPart, Assembly, ObjectAssembler } from '../../../core/ports/objectAssembler.ts';
import type { ByteRange, ObjectPlace } from '../../../core/ports/objectStore.ts';
import { Crc64Nvme } from '../../../local/s3/checksum/crc64nvme.ts';
import type { MemoryObjectStore } from './MemoryObjectStore.ts';

const LEAST_PART_BYTES = 5 * 1024 * 1024;

/** Objects put together in memory, held to S3's rules. */
export class MemoryObjectAssembler implements ObjectAssembler {
  readonly #objects: MemoryObjectStore;
  readonly uploads = new Map<string, { readonly place: ObjectPlace; readonly parts: Map<number, Uint8Array> }>();
  #count = 0;

  constructor(objects: MemoryObjectStore) {
    this.#objects = objects;
  }

  async begin({ bucket, key }: ObjectPlace): Promise<Assembly> {
    this.#count += 1;
    const uploadId = `upload-${this.#count}`;
    this.uploads.set(uploadId, { place: { bucket, key }, parts: new Map() });
    return { bucket, key, uploadId };
  }

  async copyPart(assembly: Assembly, number: number, source: ObjectPlace, etag: string, range: ByteRange) {
    const whole = await this.#objects.getBytes(source);
    if (whole.etag !== etag) throw new ArchiverError('Conflict', `${source.key} is another`);
    if (whole.bytes.length <= LEAST_PART_BYTES) {
      throw new ArchiverError('InvalidInput', 'S3 copies ranges of objects over 5 MiB only');
    }
    this.#open(assembly).set(number, whole.bytes.slice(range.from, range.to));
  }

  async putPart(assembly: Assembly, number: number, bytes: Uint8Array): Promise<void> {
    this.#open(assembly).set(number, bytes.slice());
  }

  async *parts(assembly: Assembly, after = 0): AsyncIterable<AssembledPart> {
    for (const [number, bytes] of [...this.#open(assembly)].sort(([a], [b]) => a - b)) {
      if (number > after) yield { number, bytes: bytes.length, etag: createHash('md5').update(bytes).digest('hex') };
    }
  }

  async complete(assembly: Assembly, parts: readonly AssembledPart[]): Promise<void> {
    const stored = this.#open(assembly);
    parts.forEach(({ bytes }, index) => {
      if (bytes < LEAST_PART_BYTES && index < parts.length - 1)
        throw new ArchiverError('InvalidInput', 'EntityTooSmall');
    });
    const bytes = Buffer.concat(parts.map(({ number }) => stored.get(number) ?? new Uint8Array()));
    this.#objects.objects.set(`${assembly.bucket}/${assembly.key}`, new Uint8Array(bytes));
    this.uploads.delete(assembly.uploadId);
  }

  async abort({ uploadId }: Assembly): Promise<void> {
    this.uploads.delete(uploadId);
  }

  async find({ bucket, key }: ObjectPlace): Promise<AssembledObject | undefined> {
    const bytes = this.#objects.objects.get(`${bucket}/${key}`);
    if (bytes === undefined) return undefined;
    const crc = new Crc64Nvme();
    crc.update(bytes);
    return { bytes: bytes.length, crc64nvme: crc.digest().toString('base64') };
  }

  #open({ uploadId }: Assembly): Map<number, Uint8Array> {
    const upload = this.uploads.get(uploadId);
    if (upload === undefined) throw new ArchiverError('NotFound', `NoSuchUpload: ${uploadId}`);
    return upload.parts;
  }
}
