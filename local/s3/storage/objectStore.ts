import { type FileHandle, open } from 'node:fs/promises';
import type { System } from '../../../core/system.ts';
import type { EventOutbox } from '../events/eventOutbox.ts';
import type { ObjectChange, ObjectCreatedReason, ObjectDeletedReason } from '../events/s3Event.ts';
import { S3Error } from '../s3Error.ts';
import type { Buckets } from './buckets.ts';
import type { FileStore } from './fileStore.ts';
import { indexKeys } from './indexKeys.ts';
import type { Change, KeyIndex } from './keyIndex.ts';
import { KeyLocks } from './keyLocks.ts';
import type { ObjectRecord } from './records.ts';
import type { StagedFile } from './stagedFile.ts';
import { requireWriteConditions, type WriteConditions } from './writeConditions.ts';
import { WritesUnderWay, type WriteUnderWay } from './writesUnderWay.ts';

export interface NewObject {
  readonly bucket: string;
  readonly key: string;
  /** Finished: its bytes are on disk. */
  readonly staged: StagedFile;
  readonly record: Omit<ObjectRecord, 'file' | 'modifiedMs'>;
  readonly conditions: WriteConditions;
  readonly underWay?: WriteUnderWay;
  readonly reason: ObjectCreatedReason;
  readonly requestId: string;
  /** What else the same commit changes. */
  readonly with?: readonly Change[];
}

/** Objects: the index says what they are, and their files hold the bytes. */
export class ObjectStore {
  readonly locks = new KeyLocks();
  readonly writesUnderWay = new WritesUnderWay();
  readonly #index: KeyIndex;
  readonly #files: FileStore;
  readonly #buckets: Buckets;
  readonly #outbox: EventOutbox;
  readonly #system: System;

  constructor(parts: { index: KeyIndex; files: FileStore; buckets: Buckets; outbox: EventOutbox; system: System }) {
    this.#index = parts.index;
    this.#files = parts.files;
    this.#buckets = parts.buckets;
    this.#outbox = parts.outbox;
    this.#system = parts.system;
  }

  find(bucket: string, key: string): Promise<ObjectRecord | undefined> {
    this.#buckets.require(bucket);
    return this.#index.get<ObjectRecord>(indexKeys.object(bucket, key));
  }

  /** The object, or `NoSuchKey`. */
  async require(bucket: string, key: string): Promise<ObjectRecord> {
    const record = await this.find(bucket, key);
    if (record === undefined) throw new S3Error('NoSuchKey', { elements: { Key: key } });
    return record;
  }

  /**
   * The object with its file opened, which the caller closes. Record and bytes belong together even while it is being
   * overwritten or deleted: both happen under the key's lock, and an open file outlives its name.
   */
  open(bucket: string, key: string): Promise<{ record: ObjectRecord; file: FileHandle }> {
    return this.locks.runExclusive(indexKeys.object(bucket, key), async () => {
      const record = await this.require(bucket, key);
      return { record, file: await open(this.#files.absolute(record.file), 'r') };
    });
  }

  /**
   * Makes `staged` the object, if the conditions hold. The order: reserve a name, note it, move the file there, commit.
   * A process killed in between leaves a noted file without an object, which the next start removes.
   */
  async put(object: NewObject): Promise<ObjectRecord> {
    const { bucket, key, staged } = object;
    const name = indexKeys.object(bucket, key);
    return this.#buckets.writeIn(bucket, () =>
      this.locks.runExclusive(name, async () => {
        const before = await this.#index.get<ObjectRecord>(name);
        requireWriteConditions(object.conditions, key, before, object.underWay?.conflict ?? false);
        const file = await this.#files.reserveObject(bucket, key, staged.id);
        const placed = indexKeys.placement(staged.id);
        const record: ObjectRecord = { ...object.record, file, modifiedMs: this.#system.clock.now() };
        try {
          await this.#index.note([{ type: 'put', key: placed, value: { file, object: name } satisfies Placement }]);
          await this.#files.place(staged, file);
          await this.#commit(
            [
              { type: 'put', key: name, value: record },
              { type: 'del', key: placed },
              ...superseded(name, before),
              ...(object.with ?? []),
            ],
            {
              type: 'Object Created',
              bucket,
              key,
              bytes: record.bytes,
              etag: record.etag,
              reason: object.reason,
              requestId: object.requestId,
            },
          );
        } catch (error) {
          // Unless the commit went through after all, the name is free again.
          await this.#clear(placed, { file, object: name });
          throw error;
        }
        await this.#removeSuperseded(name, before);
        return record;
      }),
    );
  }

  /** Changes what is said about an object, never its bytes. */
  async describe(bucket: string, key: string, change: (record: ObjectRecord) => ObjectRecord): Promise<void> {
    await this.#buckets.writeIn(bucket, () =>
      this.locks.runExclusive(indexKeys.object(bucket, key), async () => {
        const record = change(await this.require(bucket, key));
        await this.#index.commit([{ type: 'put', key: indexKeys.object(bucket, key), value: record }]);
      }),
    );
  }

  /** Removes an object where `when` holds; says whether there was one to remove. */
  async delete(
    bucket: string,
    key: string,
    reason: ObjectDeletedReason,
    requestId: string,
    when: (record: ObjectRecord | undefined) => boolean = () => true,
  ): Promise<boolean> {
    const name = indexKeys.object(bucket, key);
    return this.#buckets.writeIn(bucket, () =>
      this.locks.runExclusive(name, async () => {
        const record = await this.#index.get<ObjectRecord>(name);
        if (!when(record) || record === undefined) return false;
        const change = { type: 'Object Deleted', bucket, key, reason, requestId } as const;
        await this.#commit([{ type: 'del', key: name }, ...superseded(name, record)], change);
        this.writesUnderWay.noteDeletion(name);
        await this.#removeSuperseded(name, record);
        return true;
      }),
    );
  }

  /** Removes the files that a killed process had named and not committed, or superseded and not removed. */
  async recover(): Promise<void> {
    for await (const [key, placement] of this.#index.entries<Placement>(indexKeys.placements))
      await this.#clear(key, placement);
  }

  async #clear(key: string, { file, object }: Placement): Promise<void> {
    const record = await this.#index.get<ObjectRecord>(object);
    if (record?.file !== file) await this.#files.remove(file);
    await this.#index.note([{ type: 'del', key }]);
  }

  async #removeSuperseded(name: string, record: ObjectRecord | undefined): Promise<void> {
    for (const { key } of superseded(name, record)) {
      if (record !== undefined) await this.#files.remove(record.file);
      await this.#index.note([{ type: 'del', key }]);
    }
  }

  async #commit(changes: readonly Change[], change: ObjectChange): Promise<void> {
    if (this.#buckets.find(change.bucket)?.configuration.eventBridge !== true) return this.#index.commit(changes);
    const { event, kept } = this.#outbox.write(change);
    await this.#index.commit([...changes, kept]);
    this.#outbox.deliver(event);
  }
}

/** A file that its object does not name yet, or no longer: gone after the next start, at the latest. */
interface Placement {
  readonly file: string;
  readonly object: string;
}

function superseded(object: string, record: ObjectRecord | undefined): (Change & { type: 'put' })[] {
  if (record === undefined) return [];
  const value: Placement = { file: record.file, object };
  return [{ type: 'put', key: indexKeys.placement(record.file), value }];
}
