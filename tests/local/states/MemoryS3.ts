import type { ListedObject, StatesS3 } from '../../../local/states/StatesS3.ts';

/** Objects in memory, given out in small chunks so that lines are cut. */
export class MemoryS3 implements StatesS3 {
  readonly objects = new Map<string, string>();
  readonly chunkBytes: number;

  constructor(objects: Record<string, string> = {}, chunkBytes = 7) {
    for (const [name, body] of Object.entries(objects)) this.objects.set(name, body);
    this.chunkBytes = chunkBytes;
  }

  async getObject(bucket: string, key: string): Promise<AsyncIterable<Uint8Array>> {
    const body = this.objects.get(`${bucket}/${key}`);
    if (body === undefined) {
      const error = new Error(`The specified key does not exist: ${key}`);
      error.name = 'NoSuchKey';
      throw error;
    }
    const bytes = Buffer.from(body);
    const size = this.chunkBytes;
    return (async function* () {
      for (let start = 0; start < bytes.length; start += size) yield bytes.subarray(start, start + size);
    })();
  }

  async *listObjects(bucket: string, prefix: string): AsyncGenerator<ListedObject> {
    for (const name of [...this.objects.keys()].sort()) {
      const key = name.slice(bucket.length + 1);
      if (!name.startsWith(`${bucket}/${prefix}`)) continue;
      yield {
        key,
        size: Buffer.byteLength(this.objects.get(name) ?? ''),
        etag: 'abc',
        lastModified: 1_700_000_000_500,
      };
    }
  }

  async putObject(bucket: string, key: string, body: Uint8Array): Promise<void> {
    this.objects.set(`${bucket}/${key}`, Buffer.from(body).toString('utf8'));
  }
}
