import { type FileHandle, open } from 'node:fs/promises';
import type { System } from '../../../core/system.ts';
import type { EventOutbox } from '../events/eventOutbox.ts';
import type { ObjectChange, ObjectCreatedReason, ObjectDeletedReason } from '../events/s3Event.ts';
import { requireUnlocked } from '../lock/objectLock.ts';
import { S3Error } from '../s3Error.ts';
import { NULL_VERSION, ordinalOf, recordVersion, type VersionRecord, versionIdOf } from '../versions/versionRecord.ts';
import type { Buckets } from './buckets.ts';
import type { FileStore } from './fileStore.ts';
import { indexKeys } from './indexKeys.ts';
import type { Change, KeyIndex } from './keyIndex.ts';
import { KeyLocks } from './keyLocks.ts';
import type { BucketConfiguration, ObjectRecord } from './records.ts';
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

  /**
   * The object, or the named version of it; `NoSuchKey`, `NoSuchVersion`. Documented: GetObject: a key whose latest
   * version is a delete marker is 404 with `x-amz-delete-marker`; a delete marker asked for by its id is 405.
   */
  async require(bucket: string, key: string, versionId?: string): Promise<ObjectRecord> {
    const record = await this.find(bucket, key);
    if (versionId === undefined) {
      if (record !== undefined) return record;
      const latest = await this.#newest(bucket, key);
      const headers: Record<string, string> =
        latest === undefined ? {} : { 'x-amz-delete-marker': 'true', 'x-amz-version-id': versionIdOf(latest) };
      throw new S3Error('NoSuchKey', { elements: { Key: key }, headers });
    }
    if (record !== undefined && recordVersion(record) === versionId) return record;
    const version = await this.#version(bucket, key, versionId);
    if (version?.kind === 'object') return version.record;
    if (version?.kind === 'marker')
      throw new S3Error('MethodNotAllowed', {
        elements: { Method: 'GET', ResourceType: 'DeleteMarker' },
        headers: { 'x-amz-delete-marker': 'true' },
      });
    throw new S3Error('NoSuchVersion', { elements: { Key: key, VersionId: versionId } });
  }

  /**
   * The object with its file opened, which the caller closes. Record and bytes belong together even while it is being
   * overwritten or deleted: both happen under the key's lock, and an open file outlives its name.
   */
  open(bucket: string, key: string, versionId?: string): Promise<{ record: ObjectRecord; file: FileHandle }> {
    return this.locks.runExclusive(indexKeys.object(bucket, key), async () => {
      const record = await this.require(bucket, key, versionId);
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
    return this.#buckets.writeIn(bucket, ({ configuration }) =>
      this.locks.runExclusive(name, async () => {
        const before = await this.#index.get<ObjectRecord>(name);
        requireWriteConditions(object.conditions, key, before, object.underWay?.conflict ?? false);
        const file = await this.#files.reserveObject(bucket, key, staged.id);
        const placed = indexKeys.placement(staged.id);
        const modifiedMs = this.#system.clock.now();
        const numbered = await this.#numbered(bucket, key, configuration, before);
        const record: ObjectRecord = { ...object.record, ...numbered, file, modifiedMs };
        const kept = keptVersion(bucket, key, configuration, before, modifiedMs);
        const replaced = kept === undefined ? before : undefined;
        try {
          await this.#index.note([{ type: 'put', key: placed, value: { file, object: name } satisfies Placement }]);
          await this.#files.place(staged, file);
          await this.#commit(
            [
              { type: 'put', key: name, value: record },
              { type: 'del', key: placed },
              ...(kept === undefined ? superseded(name, replaced) : [kept]),
              ...(object.with ?? []),
            ],
            {
              type: 'Object Created',
              bucket,
              key,
              bytes: record.bytes,
              etag: record.etag,
              ...(record.versionId === undefined ? {} : { versionId: record.versionId }),
              reason: object.reason,
              requestId: object.requestId,
            },
          );
        } catch (error) {
          // Unless the commit went through after all, the name is free again.
          await this.#clear(placed, { file, object: name });
          throw error;
        }
        await this.#removeSuperseded(name, replaced);
        return record;
      }),
    );
  }

  /** Changes what is said about an object or a version of it, never its bytes. */
  async describe(
    bucket: string,
    key: string,
    change: (record: ObjectRecord) => ObjectRecord,
    versionId?: string,
  ): Promise<ObjectRecord> {
    return this.#buckets.writeIn(bucket, () =>
      this.locks.runExclusive(indexKeys.object(bucket, key), async () => {
        const before = await this.require(bucket, key, versionId);
        const record = change(before);
        const current = await this.find(bucket, key);
        const isCurrent = current !== undefined && recordVersion(current) === recordVersion(before);
        const version = isCurrent ? undefined : await this.#version(bucket, key, recordVersion(before));
        const entry =
          version?.kind === 'object'
            ? { key: indexKeys.version(bucket, key, record.ordinal ?? 0), value: { ...version, record } }
            : { key: indexKeys.object(bucket, key), value: record };
        await this.#index.commit([{ type: 'put', ...entry }]);
        return record;
      }),
    );
  }

  /**
   * Removes an object where `when` holds. In a bucket that keeps versions it stays as one, behind a delete marker, which
   * is added also where there is no object (documented: DeleteObject).
   */
  async delete(
    bucket: string,
    key: string,
    reason: ObjectDeletedReason,
    requestId: string,
    when: (record: ObjectRecord | undefined) => boolean = () => true,
  ): Promise<Deletion> {
    const name = indexKeys.object(bucket, key);
    return this.#buckets.writeIn(bucket, ({ configuration }) =>
      this.locks.runExclusive(name, async () => {
        const record = await this.#index.get<ObjectRecord>(name);
        if (!when(record)) return { existed: false };
        const change = { type: 'Object Deleted', bucket, key, reason, requestId } as const;
        if (configuration.versioning === undefined) {
          if (record === undefined) return { existed: false };
          await this.#commit([{ type: 'del', key: name }, ...superseded(name, record)], change);
          this.writesUnderWay.noteDeletion(name);
          await this.#removeSuperseded(name, record);
          return { existed: true };
        }
        const modifiedMs = this.#system.clock.now();
        const kept = record === undefined ? undefined : keptVersion(bucket, key, configuration, record, modifiedMs);
        const { ordinal = 1, versionId = NULL_VERSION } = await this.#numbered(bucket, key, configuration, record);
        const marker: VersionRecord = { kind: 'marker', versionId, ordinal, modifiedMs };
        const removed = kept === undefined ? record : undefined;
        await this.#commit(
          [
            { type: 'put', key: indexKeys.version(bucket, key, ordinal), value: marker },
            { type: 'del', key: name },
            ...(kept === undefined ? superseded(name, removed) : [kept]),
          ],
          { ...change, versionId, marker: true },
        );
        this.writesUnderWay.noteDeletion(name);
        await this.#removeSuperseded(name, removed);
        return { existed: record !== undefined, versionId, deleteMarker: true };
      }),
    );
  }

  /**
   * Removes one version for good; the next one takes its place where it was the latest. A version that is not there is
   * fine (documented: DeleteObject answers 204). Throws where Object Lock protects it.
   *
   * @param when judges the version once more under the key's lock
   */
  async deleteVersion(
    bucket: string,
    key: string,
    versionId: string,
    origin: { reason: ObjectDeletedReason; requestId: string; bypassGovernance?: boolean },
    when: (version: VersionRecord) => boolean = () => true,
  ): Promise<Deletion> {
    const name = indexKeys.object(bucket, key);
    return this.#buckets.writeIn(bucket, () =>
      this.locks.runExclusive(name, async () => {
        const current = await this.#index.get<ObjectRecord>(name);
        const isCurrent = current !== undefined && recordVersion(current) === versionId;
        const version: VersionRecord | undefined = isCurrent
          ? { kind: 'object', record: current, supersededMs: 0 }
          : await this.#version(bucket, key, versionId);
        if (version === undefined || !when(version)) return { existed: false, versionId };
        const record = version.kind === 'object' ? version.record : undefined;
        if (record !== undefined) requireUnlocked(record, this.#system.clock.now(), origin.bypassGovernance ?? false);
        const { reason, requestId } = origin;
        await this.#commit(
          [
            { type: 'del', key: isCurrent ? name : indexKeys.version(bucket, key, ordinalOf(version)) },
            ...superseded(name, record),
            ...(isCurrent || current === undefined ? await this.#successor(bucket, key, version) : []),
          ],
          { type: 'Object Deleted', bucket, key, reason, requestId, versionId },
        );
        if (isCurrent) this.writesUnderWay.noteDeletion(name);
        await this.#removeSuperseded(name, record);
        return { existed: true, versionId, ...(version.kind === 'marker' ? { deleteMarker: true } : {}) };
      }),
    );
  }

  /** The version that becomes the object once `removed` is gone: the newest one left, unless it is a delete marker. */
  async #successor(bucket: string, key: string, removed: VersionRecord): Promise<Change[]> {
    for await (const [name, version] of this.#index.entries<VersionRecord>(indexKeys.versionsOf(bucket, key))) {
      if (ordinalOf(version) === ordinalOf(removed)) continue;
      if (version.kind === 'marker') return [];
      return [
        { type: 'put', key: indexKeys.object(bucket, key), value: version.record },
        { type: 'del', key: name },
      ];
    }
    return [];
  }

  async #newest(bucket: string, key: string): Promise<VersionRecord | undefined> {
    for await (const [, version] of this.#index.entries<VersionRecord>(indexKeys.versionsOf(bucket, key)))
      return version;
    return undefined;
  }

  async #version(bucket: string, key: string, versionId: string): Promise<VersionRecord | undefined> {
    for await (const [, version] of this.#index.entries<VersionRecord>(indexKeys.versionsOf(bucket, key)))
      if (versionIdOf(version) === versionId) return version;
    return undefined;
  }

  /**
   * The number and the id of a new version of the key. Assumed: a suspended bucket's new versions are `null` ones, which
   * are told apart here by their number only.
   */
  async #numbered(
    bucket: string,
    key: string,
    { versioning }: BucketConfiguration,
    before: ObjectRecord | undefined,
  ): Promise<Pick<ObjectRecord, 'ordinal' | 'versionId'>> {
    if (versioning === undefined) return {};
    const newest = await this.#newest(bucket, key);
    const ordinal = Math.max(before?.ordinal ?? 0, newest === undefined ? 0 : ordinalOf(newest)) + 1;
    if (versioning === 'Suspended') return { ordinal };
    return { ordinal, versionId: Buffer.from(this.#system.random.bytes(24)).toString('base64url') };
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

/** What a deletion came to: which version was removed, or which delete marker was added. */
export interface Deletion {
  readonly existed: boolean;
  readonly versionId?: string;
  readonly deleteMarker?: boolean;
}

/** The change that keeps an overwritten or deleted object as a version; nothing where its bucket keeps none. */
function keptVersion(
  bucket: string,
  key: string,
  { versioning }: BucketConfiguration,
  before: ObjectRecord | undefined,
  supersededMs: number,
): Change | undefined {
  if (before === undefined || versioning === undefined) return undefined;
  // Documented: a suspended bucket overwrites its `null` version, and keeps the others.
  if (versioning === 'Suspended' && before.versionId === undefined) return undefined;
  const value: VersionRecord = { kind: 'object', record: before, supersededMs };
  return { type: 'put', key: indexKeys.version(bucket, key, before.ordinal ?? 0), value };
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
