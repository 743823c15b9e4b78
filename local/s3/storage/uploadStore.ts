import type { System } from '../../../core/system.ts';
import { S3Error } from '../s3Error.ts';
import type { Buckets } from './buckets.ts';
import type { FileStore } from './fileStore.ts';
import { indexKeys } from './indexKeys.ts';
import type { Change, KeyIndex } from './keyIndex.ts';
import { KeyLocks } from './keyLocks.ts';
import type { PartRecord, UploadRecord } from './records.ts';
import type { StagedFile } from './stagedFile.ts';

/** Multipart uploads and their parts. */
export class UploadStore {
  readonly locks = new KeyLocks();
  readonly #index: KeyIndex;
  readonly #files: FileStore;
  readonly #buckets: Buckets;
  readonly #system: System;

  constructor(parts: { index: KeyIndex; files: FileStore; buckets: Buckets; system: System }) {
    this.#index = parts.index;
    this.#files = parts.files;
    this.#buckets = parts.buckets;
    this.#system = parts.system;
  }

  async begin(upload: Omit<UploadRecord, 'uploadId' | 'startedMs'>): Promise<UploadRecord> {
    const uploadId = this.#system.random.uuid().replaceAll('-', '');
    const record: UploadRecord = { ...upload, uploadId, startedMs: this.#system.clock.now() };
    const key = indexKeys.upload(upload.bucket, upload.key, uploadId);
    await this.#buckets.writeIn(upload.bucket, () => this.#index.commit([{ type: 'put', key, value: record }]));
    return record;
  }

  /** The upload, or `NoSuchUpload`. */
  async require(bucket: string, key: string, uploadId: string): Promise<UploadRecord> {
    this.#buckets.require(bucket);
    const record = await this.#index.get<UploadRecord>(indexKeys.upload(bucket, key, uploadId));
    if (record === undefined) throw new S3Error('NoSuchUpload', { elements: { UploadId: uploadId } });
    return record;
  }

  /** Its parts, by number. */
  async parts(uploadId: string): Promise<PartRecord[]> {
    const parts: PartRecord[] = [];
    for await (const [, part] of this.#index.entries<PartRecord>(indexKeys.parts(uploadId))) parts.push(part);
    return parts;
  }

  /** Makes a finished staged file the part of that number; the last one written wins. */
  async putPart(
    upload: UploadRecord,
    staged: StagedFile,
    part: Omit<PartRecord, 'file' | 'modifiedMs'>,
  ): Promise<PartRecord> {
    return this.locks.runExclusive(upload.uploadId, async () => {
      await this.require(upload.bucket, upload.key, upload.uploadId);
      const key = indexKeys.part(upload.uploadId, part.number);
      const before = await this.#index.get<PartRecord>(key);
      const file = await this.#files.reservePart(upload.uploadId, part.number, staged.id);
      const record: PartRecord = { ...part, file, modifiedMs: this.#system.clock.now() };
      await this.#files.place(staged, file);
      await this.#index.commit([{ type: 'put', key, value: record }]);
      if (before !== undefined) await this.#files.remove(before.file);
      return record;
    });
  }

  /** The changes that end an upload, for the commit that completes or aborts it. */
  ending(upload: UploadRecord, parts: readonly PartRecord[]): Change[] {
    return [
      { type: 'del', key: indexKeys.upload(upload.bucket, upload.key, upload.uploadId) },
      ...parts.map(({ number }) => ({ type: 'del' as const, key: indexKeys.part(upload.uploadId, number) })),
    ];
  }

  /** Ends an upload without an object, and frees its parts. */
  async abort(bucket: string, key: string, uploadId: string): Promise<void> {
    await this.locks.runExclusive(uploadId, async () => {
      const upload = await this.require(bucket, key, uploadId);
      await this.#index.commit(this.ending(upload, await this.parts(uploadId)));
      await this.#files.removeUpload(uploadId);
    });
  }

  /** The same for an upload that may have ended meanwhile; says whether it was there. */
  async abortIfThere({ bucket, key, uploadId }: UploadRecord): Promise<boolean> {
    try {
      await this.abort(bucket, key, uploadId);
      return true;
    } catch (error) {
      if (error instanceof S3Error && error.code === 'NoSuchUpload') return false;
      throw error;
    }
  }

  /** Removes the parts of uploads that had ended when the process was killed. */
  async recover(): Promise<void> {
    const left = new Set(await this.#files.uploadIds());
    if (left.size === 0) return;
    for (const { name } of this.#buckets.all())
      for await (const [, upload] of this.#index.entries<UploadRecord>(indexKeys.uploads(name)))
        left.delete(upload.uploadId);
    for (const uploadId of left) await this.#files.removeUpload(uploadId);
  }
}
