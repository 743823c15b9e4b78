import { S3Error } from '../s3Error.ts';
import { indexKeys } from './indexKeys.ts';
import type { KeyIndex } from './keyIndex.ts';
import { KeyLocks } from './keyLocks.ts';
import type { BucketConfiguration, BucketRecord } from './records.ts';

/** The buckets, which are few: all in memory, changed on disk first. */
export class Buckets {
  readonly #index: KeyIndex;
  readonly #records = new Map<string, BucketRecord>();
  readonly #writes = new Map<string, number>();
  readonly #locks = new KeyLocks();

  constructor(index: KeyIndex) {
    this.#index = index;
  }

  async load(): Promise<void> {
    for await (const [, record] of this.#index.entries<BucketRecord>(indexKeys.buckets))
      this.#records.set(record.name, record);
  }

  find(name: string): BucketRecord | undefined {
    return this.#records.get(name);
  }

  /** The bucket, or `NoSuchBucket`. */
  require(name: string): BucketRecord {
    const record = this.#records.get(name);
    if (record === undefined) throw new S3Error('NoSuchBucket', { elements: { BucketName: name } });
    return record;
  }

  /** All of them, by name. */
  all(): BucketRecord[] {
    return [...this.#records.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
  }

  async put(record: BucketRecord): Promise<void> {
    await this.#index.commit([{ type: 'put', key: indexKeys.bucket(record.name), value: record }]);
    this.#records.set(record.name, record);
  }

  /** Changes the named parts of a bucket's configuration. */
  configure(name: string, change: BucketConfiguration): Promise<void> {
    return this.#locks.runExclusive(name, async () => {
      const record = this.require(name);
      await this.put({ ...record, configuration: { ...record.configuration, ...change } });
    });
  }

  /** Runs a write in a bucket that is there, and stays there until it is done. */
  async writeIn<Result>(name: string, write: (bucket: BucketRecord) => Promise<Result>): Promise<Result> {
    const bucket = this.require(name);
    this.#writes.set(name, (this.#writes.get(name) ?? 0) + 1);
    try {
      return await write(bucket);
    } finally {
      const left = (this.#writes.get(name) ?? 1) - 1;
      if (left === 0) this.#writes.delete(name);
      else this.#writes.set(name, left);
    }
  }

  /** Removes an empty bucket. From the first line on, nobody can begin a write in it. */
  async remove(name: string): Promise<void> {
    const record = this.require(name);
    if (this.#writes.has(name)) throw new S3Error('OperationAborted');
    this.#records.delete(name);
    let removed = false;
    try {
      for (const prefix of [indexKeys.objects(name), indexKeys.versions(name), indexKeys.uploads(name)])
        for await (const _ of this.#index.entries(prefix))
          throw new S3Error('BucketNotEmpty', { elements: { BucketName: name } });
      await this.#index.commit([{ type: 'del', key: indexKeys.bucket(name) }]);
      removed = true;
    } finally {
      if (!removed) this.#records.set(name, record);
    }
  }
}
