import { createHash } from 'node:crypto';
import { ArchiverError } from '../../../core/errors.ts';
import type {
  ByteRange,
  ObjectPlace,
  ObjectStore,
  ObjectTags,
  ObjectUpload,
  StoredObject,
  StoreOutcome,
} from '../../../core/ports/objectStore.ts';
import type { ListedObject, StatesS3 } from '../../../local/states/StatesS3.ts';

const name = ({ bucket, key }: ObjectPlace): string => `${bucket}/${key}`;

/** Objects in memory, with S3's conditional writes; counts what was written over. */
export class MemoryObjectStore implements ObjectStore, StatesS3 {
  readonly objects = new Map<string, Uint8Array>();
  readonly tagsOf = new Map<string, ObjectTags>();
  /** What the bucket says of when an object was stored. */
  now: () => number = () => 0;
  readonly #storedMs = new Map<string, number>();

  async get(place: ObjectPlace, range?: ByteRange): Promise<StoredObject> {
    const whole = this.#read(place);
    const bytes = range === undefined ? whole : whole.subarray(range.from, range.to);
    return {
      bytes: bytes.length,
      etag: etagOf(whole),
      storedMs: Math.floor((this.#storedMs.get(name(place)) ?? 0) / 1000) * 1000,
      body: (async function* () {
        yield bytes;
      })(),
    };
  }

  async getBytes(place: ObjectPlace): Promise<{ bytes: Uint8Array; etag: string }> {
    const bytes = this.#read(place);
    return { bytes, etag: etagOf(bytes) };
  }

  async putIfAbsent(place: ObjectPlace, bytes: Uint8Array, _type?: string, tags?: ObjectTags): Promise<StoreOutcome> {
    if (this.objects.has(name(place))) return 'exists';
    this.objects.set(name(place), bytes.slice());
    this.#storedMs.set(name(place), this.now());
    this.tagsOf.set(name(place), tags ?? {});
    return 'stored';
  }

  async replace(place: ObjectPlace, bytes: Uint8Array, _type: string, etag: string | undefined): Promise<void> {
    const standing = this.objects.get(name(place));
    if ((standing === undefined ? undefined : etagOf(standing)) !== etag) {
      throw new ArchiverError('Conflict', `${name(place)} has changed`);
    }
    this.objects.set(name(place), bytes.slice());
  }

  async delete(place: ObjectPlace): Promise<void> {
    this.objects.delete(name(place));
  }

  async tags(place: ObjectPlace): Promise<ObjectTags> {
    this.#read(place);
    return this.tagsOf.get(name(place)) ?? {};
  }

  async setTags(place: ObjectPlace, tags: ObjectTags): Promise<void> {
    this.#read(place);
    this.tagsOf.set(name(place), tags);
  }

  upload(place: ObjectPlace, type?: string, tags?: ObjectTags): ObjectUpload {
    const chunks: Uint8Array[] = [];
    return {
      write: async (chunk) => {
        chunks.push(chunk.slice());
      },
      complete: async () => this.putIfAbsent(place, Buffer.concat(chunks), type, tags),
      abort: async () => {
        chunks.length = 0;
      },
    };
  }

  async *list(bucket: string, prefix: string): AsyncIterable<{ key: string; bytes: number }> {
    for await (const { key, size } of this.listObjects(bucket, prefix)) yield { key, bytes: size };
  }

  async getObject(bucket: string, key: string): Promise<AsyncIterable<Uint8Array>> {
    return (await this.get({ bucket, key })).body;
  }

  async *listObjects(bucket: string, prefix: string): AsyncIterable<ListedObject> {
    const keys = [...this.objects.keys()].filter((key) => key.startsWith(`${bucket}/${prefix}`)).sort();
    for (const key of keys) {
      const bytes = this.objects.get(key);
      if (bytes === undefined) continue;
      yield { key: key.slice(bucket.length + 1), size: bytes.length, etag: etagOf(bytes), lastModified: 0 };
    }
  }

  async putObject(bucket: string, key: string, body: Uint8Array): Promise<void> {
    this.objects.set(name({ bucket, key }), body.slice());
  }

  #read(place: ObjectPlace): Uint8Array {
    const bytes = this.objects.get(name(place));
    if (bytes === undefined) throw new ArchiverError('NotFound', `there is no ${name(place)}`);
    return bytes;
  }
}

function etagOf(bytes: Uint8Array): string {
  return `"${createHash('md5').update(bytes).digest('hex')}"`;
}
