import { mkdir } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { join } from 'node:path';
import type { System } from '../../core/system.ts';
import type { LocalService } from '../service.ts';
import { EventOutbox, type EventReceiver } from './events/eventOutbox.ts';
import { type LifecycleSweep, sweepLifecycle } from './lifecycle/sweepLifecycle.ts';
import { operationFor } from './operationTable.ts';
import { corsHeaders } from './request/corsRules.ts';
import { requireBucketName } from './request/requireBucketName.ts';
import { requirePresignedUnexpired } from './request/requirePresignedUnexpired.ts';
import { type S3Request, s3Request } from './request/s3Request.ts';
import { writeError } from './response/writeError.ts';
import type { S3Context } from './s3Context.ts';
import { S3Error } from './s3Error.ts';
import { Buckets } from './storage/buckets.ts';
import { FileStore } from './storage/fileStore.ts';
import { KeyIndex } from './storage/keyIndex.ts';
import { ObjectStore } from './storage/objectStore.ts';
import type { BucketConfiguration } from './storage/records.ts';
import { UploadStore } from './storage/uploadStore.ts';

export interface S3Options {
  /** Its own folder: `index/`, `buckets/`, `uploads/`, `staging/`. Made where it is missing; held by one process. */
  readonly dataDir: string;
  readonly system: System;
  readonly region: string;
  readonly accountId: string;
  /** Takes the events of buckets that send them to EventBridge: at least once, in no promised order. */
  readonly onEvent?: EventReceiver;
  /** Whether a caller is told that an object does not exist; all are, where nobody says otherwise. */
  mayKnowAbsence?(request: IncomingMessage): boolean;
}

/** S3 as a service of the embedded stack. */
export interface LocalS3 extends LocalService {
  /** Declares a bucket: made where it is missing, its configuration replaced where it is there; objects stay. */
  createBucket(name: string, configuration?: BucketConfiguration): Promise<void>;
  /** Enforces the lifecycle of all buckets at the clock's present. Whoever runs the stack calls it now and then. */
  sweepLifecycle(): Promise<LifecycleSweep>;
}

/**
 * S3, path style, over the file system of `dataDir`. Signatures are the gateway's business; expiry of presigned URLs is
 * enforced here. Everything it has answered 200 to is on disk, and survives a `kill -9` and a power cut.
 */
export async function createS3(options: S3Options): Promise<LocalS3> {
  const { system, region, accountId, dataDir } = options;
  await mkdir(dataDir, { recursive: true });
  const index = await KeyIndex.open(join(dataDir, 'index'));
  const files = new FileStore(dataDir, system);
  const buckets = new Buckets(index);
  const outbox = new EventOutbox(index, { system, region, accountId }, options.onEvent ?? (() => undefined));
  const objects = new ObjectStore({ index, files, buckets, outbox, system });
  const uploads = new UploadStore({ index, files, buckets, system });
  await files.open();
  await buckets.load();
  await objects.recover();
  await uploads.recover();
  const redelivery = outbox.deliverKept();
  const context: S3Context = { system, region, accountId, index, files, buckets, objects, uploads };
  const underWay = new Map<IncomingMessage, Promise<void>>();

  return {
    name: 's3',
    async handle(incoming, response) {
      const answer = answerRequest(context, incoming, response, options.mayKnowAbsence);
      underWay.set(incoming, answer);
      await answer.finally(() => underWay.delete(incoming));
    },
    async createBucket(name, configuration = {}) {
      requireBucketName(name);
      const found = buckets.find(name);
      await buckets.put({ name, createdMs: found?.createdMs ?? system.clock.now(), configuration });
    },
    sweepLifecycle: () => sweepLifecycle(context),
    async close() {
      // A body that has not arrived may never do so; what has is stored and answered.
      for (const incoming of underWay.keys()) if (!incoming.complete) incoming.destroy();
      await Promise.all(underWay.values());
      await redelivery;
      await outbox.close();
      await index.close();
    },
  };
}

async function answerRequest(
  context: S3Context,
  incoming: IncomingMessage,
  response: ServerResponse,
  mayKnowAbsence: S3Options['mayKnowAbsence'] = () => true,
): Promise<void> {
  const requestId = Buffer.from(context.system.random.bytes(8)).toString('hex').toUpperCase();
  response.setHeader('x-amz-request-id', requestId);
  response.setHeader('x-amz-id-2', Buffer.from(requestId.repeat(3)).toString('base64'));
  response.setHeader('server', 'AmazonS3');
  const errorContext = { method: incoming.method ?? 'GET', resource: incoming.url?.split('?', 1)[0] ?? '/', requestId };
  try {
    const request = s3Request(incoming, requestId);
    errorContext.resource = request.resource;
    setCorsHeaders(context, request, response);
    requirePresignedUnexpired(request, context.system.clock.now());
    await operationFor(request)(context, request, response);
  } catch (error) {
    // The client has gone: there is nobody to answer, and nothing was stored.
    if (incoming.destroyed && !incoming.complete) {
      response.destroy();
      return;
    }
    // Part of the body may still be on its way; a client reads the answer only once it has sent all of it.
    if (!incoming.complete) {
      if (!response.headersSent) response.setHeader('connection', 'close');
      incoming.resume();
    }
    // Documented: GetObject: without s3:ListBucket a missing key answers 403, not 404.
    const isAbsence = error instanceof S3Error && error.code === 'NoSuchKey';
    const told = isAbsence && !mayKnowAbsence(incoming) ? new S3Error('AccessDenied') : error;
    writeError(response, told, errorContext);
  }
}

/** A browser reads an answer, an error's too, only where a rule of the bucket allows its origin. */
function setCorsHeaders(context: S3Context, request: S3Request, response: ServerResponse): void {
  const origin = request.header('origin');
  const rules = context.buckets.find(request.bucket)?.configuration.corsRules ?? [];
  if (origin === undefined || request.method === 'OPTIONS' || rules.length === 0) return;
  const headers = corsHeaders(rules, { origin, method: request.method, headers: [] }) ?? {};
  for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
}
