import {
  DeleteObjectsCommand,
  GetObjectCommand,
  GetObjectLockConfigurationCommand,
  HeadObjectCommand,
  ListObjectVersionsCommand,
  type ListObjectVersionsCommandOutput,
  PutObjectLegalHoldCommand,
  type S3Client,
} from '@aws-sdk/client-s3';
import type { ByteStream } from '../../core/ports/footageSource.ts';
import type { ObjectVersion, ObjectVersions, RefusedDeletion, VersionLocks } from '../../core/ports/objectVersions.ts';
import { fromAwsError, inOurWords } from '../awsError.ts';
import { bodyOf } from './bodyOf.ts';

/** Documented: DeleteObjects: up to 1,000 a call. */
const DELETED_AT_ONCE = 1000;

/** Where a page of versions begins. */
interface Position {
  readonly KeyMarker?: string | undefined;
  readonly VersionIdMarker?: string | undefined;
}

/** Versions of objects by the SDK. */
export class S3ObjectVersions implements ObjectVersions {
  readonly #s3: S3Client;

  constructor(s3: S3Client) {
    this.#s3 = s3;
  }

  async *list(bucket: string, prefix: string): AsyncIterable<ObjectVersion> {
    let position: Position | undefined = {};
    while (position !== undefined) {
      const from: Position = position;
      const page: ListObjectVersionsCommandOutput = await inOurWords(`ListObjectVersions ${bucket}/${prefix}`, () =>
        this.#s3.send(new ListObjectVersionsCommand({ Bucket: bucket, Prefix: prefix, ...from })),
      );
      for (const { Key: key = '', VersionId: versionId = 'null', Size: bytes = 0 } of page.Versions ?? []) {
        yield { bucket, key, versionId, bytes, isMarker: false };
      }
      for (const { Key: key = '', VersionId: versionId = 'null' } of page.DeleteMarkers ?? []) {
        yield { bucket, key, versionId, bytes: 0, isMarker: true };
      }
      position =
        page.IsTruncated === true
          ? { KeyMarker: page.NextKeyMarker, VersionIdMarker: page.NextVersionIdMarker }
          : undefined;
    }
  }

  async read({ bucket, key, versionId }: Pick<ObjectVersion, 'bucket' | 'key' | 'versionId'>): Promise<ByteStream> {
    const doing = `GetObject ${key}, version ${versionId}`;
    const { Body } = await inOurWords(doing, () =>
      this.#s3.send(new GetObjectCommand({ Bucket: bucket, Key: key, VersionId: versionId })),
    );
    return bodyOf(Body, doing);
  }

  async canLock(bucket: string): Promise<boolean> {
    const doing = `GetObjectLockConfiguration ${bucket}`;
    try {
      const { ObjectLockConfiguration: lock } = await this.#s3.send(
        new GetObjectLockConfigurationCommand({ Bucket: bucket }),
      );
      return lock?.ObjectLockEnabled === 'Enabled';
    } catch (error) {
      if (error instanceof Error && error.name === 'ObjectLockConfigurationNotFoundError') return false;
      throw fromAwsError(error, doing);
    }
  }

  async locksOf({
    bucket,
    key,
    versionId,
  }: Pick<ObjectVersion, 'bucket' | 'key' | 'versionId'>): Promise<VersionLocks> {
    const head = await inOurWords(`HeadObject ${key}`, () =>
      this.#s3.send(new HeadObjectCommand({ Bucket: bucket, Key: key, VersionId: versionId })),
    );
    const until = head.ObjectLockRetainUntilDate;
    return {
      legalHold: head.ObjectLockLegalHoldStatus === 'ON',
      ...(until === undefined ? {} : { retainedUntilMs: until.getTime() }),
    };
  }

  async setLegalHold(
    { bucket, key, versionId }: Pick<ObjectVersion, 'bucket' | 'key' | 'versionId'>,
    held: boolean,
  ): Promise<void> {
    await inOurWords(`PutObjectLegalHold ${key}`, () =>
      this.#s3.send(
        new PutObjectLegalHoldCommand({
          Bucket: bucket,
          Key: key,
          VersionId: versionId,
          LegalHold: { Status: held ? 'ON' : 'OFF' },
        }),
      ),
    );
  }

  async delete(
    bucket: string,
    versions: readonly Pick<ObjectVersion, 'key' | 'versionId'>[],
  ): Promise<readonly RefusedDeletion[]> {
    const refused: RefusedDeletion[] = [];
    for (let first = 0; first < versions.length; first += DELETED_AT_ONCE) {
      const some = versions.slice(first, first + DELETED_AT_ONCE);
      const { Errors = [] } = await inOurWords(`DeleteObjects of ${bucket}`, () =>
        this.#s3.send(
          new DeleteObjectsCommand({
            Bucket: bucket,
            Delete: { Quiet: true, Objects: some.map(({ key, versionId }) => ({ Key: key, VersionId: versionId })) },
          }),
        ),
      );
      for (const { Key: key = '', VersionId: versionId = 'null', Code, Message } of Errors) {
        refused.push({ bucket, key, versionId, because: `${Code}: ${Message}` });
      }
    }
    return refused;
  }
}
