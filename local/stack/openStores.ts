import type { IncomingMessage } from 'node:http';
import type { System } from '../../core/system.ts';
import { createDynamoDb, type DynamoDbOptions, type LocalDynamoDb } from '../dynamodb/createDynamoDb.ts';
import type { TableDefinition } from '../dynamodb/ensureTable.ts';
import { createKvs, type KvsService } from '../kvs/createKvs.ts';
import type { Uploader } from '../kvs/delivery/Uploader.ts';
import type { Authorize, FragmentPersisted } from '../kvs/operations/Operation.ts';
import type { KvsSettings } from '../kvs/settings.ts';
import { createS3, type LocalS3 } from '../s3/createS3.ts';
import type { S3Event } from '../s3/events/s3Event.ts';
import type { EvaluatedTemplate } from '../template/evaluateTemplate.ts';
import { bucketConfiguration } from './bucketConfiguration.ts';
import type { Closers } from './Closers.ts';
import type { DataFolder } from './openDataFolder.ts';

export interface StoreOptions {
  readonly system: System;
  readonly region: string;
  readonly accountId: string;
  readonly endpoint: string;
  readonly settings: Partial<KvsSettings>;
  onS3Event(event: S3Event): void;
  onFragmentPersisted(fragment: FragmentPersisted): void;
  onFailure(where: string, error: unknown): void;
  readonly onUnits: NonNullable<DynamoDbOptions['onUnits']>;
  /** As KVS asks before each operation. */
  readonly authorize: Authorize;
  /** In whose name KVS delivers what a fragment asks for. */
  uploaderOf(request: IncomingMessage): Uploader;
  /** As S3 asks where an object does not exist. */
  mayKnowAbsence(request: IncomingMessage): boolean;
}

/** What keeps data. */
export interface Stores {
  readonly dynamodb: LocalDynamoDb;
  readonly s3: LocalS3;
  readonly kvs: KvsService;
}

/** The framework's own bucket for deployments. */
const DEPLOYMENT_BUCKET = 'ServerlessDeploymentBucket';

/**
 * Opens the services that keep data, at once, with the tables and buckets that the template declares. Those that opened
 * are with the closers also when another one fails.
 */
export async function openStores(
  template: EvaluatedTemplate,
  folder: DataFolder,
  closers: Closers,
  options: StoreOptions,
): Promise<Stores> {
  const ofType = (type: string) => template.resources.filter((resource) => resource.type === type);

  async function openDynamoDb(): Promise<LocalDynamoDb> {
    const made = await createDynamoDb({ ...options, dataDir: folder.dynamodb });
    closers.add(() => made.close());
    for (const { ref, properties } of ofType('AWS::DynamoDB::Table')) {
      await made.ensureTable({ ...(properties as unknown as TableDefinition), TableName: ref });
    }
    return made;
  }

  async function openS3(): Promise<LocalS3> {
    const made = await createS3({ ...options, dataDir: folder.s3, onEvent: options.onS3Event });
    closers.add(() => made.close());
    for (const resource of ofType('AWS::S3::Bucket')) {
      if (resource.logicalId === DEPLOYMENT_BUCKET) continue;
      await made.createBucket(resource.ref, bucketConfiguration(resource));
    }
    return made;
  }

  async function openKvs(): Promise<KvsService> {
    const made = await createKvs({
      ...options,
      dataDir: folder.kvs,
      endpoint: () => options.endpoint,
      onFailure: (message, error) => options.onFailure('kinesis-video', error ?? message),
    });
    closers.add(() => made.close());
    return made;
  }

  const opening = { dynamodb: openDynamoDb(), s3: openS3(), kvs: openKvs() };
  // All have ended, well or not, before anything is closed again.
  await Promise.allSettled(Object.values(opening));
  return { dynamodb: await opening.dynamodb, s3: await opening.s3, kvs: await opening.kvs };
}
