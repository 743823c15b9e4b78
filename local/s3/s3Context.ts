import type { ServerResponse } from 'node:http';
import type { System } from '../../core/system.ts';
import type { S3Request } from './request/s3Request.ts';
import type { Buckets } from './storage/buckets.ts';
import type { FileStore } from './storage/fileStore.ts';
import type { KeyIndex } from './storage/keyIndex.ts';
import type { ObjectStore } from './storage/objectStore.ts';
import type { UploadStore } from './storage/uploadStore.ts';

/** What the operations work with. */
export interface S3Context {
  readonly system: System;
  readonly region: string;
  readonly accountId: string;
  readonly index: KeyIndex;
  readonly files: FileStore;
  readonly buckets: Buckets;
  readonly objects: ObjectStore;
  readonly uploads: UploadStore;
}

/** Answers one request, or throws an `S3Error`. */
export type Operation = (context: S3Context, request: S3Request, response: ServerResponse) => Promise<void>;
