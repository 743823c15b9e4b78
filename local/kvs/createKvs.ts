import { setMaxListeners } from 'node:events';
import { mkdir, rm } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { join } from 'node:path';
import type { PictureMaker } from '../../core/ports/pictureMaker.ts';
import type { System } from '../../core/system.ts';
import { openPictureMaker } from '../pictures/openPictureMaker.ts';
import type { LocalService } from '../service.ts';
import { Delivery } from './delivery/Delivery.ts';
import type { DeliveryCounts } from './delivery/DeliveryCounts.ts';
import type { Uploader } from './delivery/Uploader.ts';
import { KvsError } from './kvsError.ts';
import { CallRates } from './limits/CallRates.ts';
import type { Authorize, FragmentPersisted, KvsContext, Operation } from './operations/Operation.ts';
import { OPERATIONS_BY_PATH } from './operations/table.ts';
import { answerError, answerJson } from './protocol/answer.ts';
import { readJsonBody } from './protocol/readJsonBody.ts';
import { lingeringEnd } from './putMedia/lingeringEnd.ts';
import { answerSession, sessionActionOf } from './sessions/answerSession.ts';
import { SessionRegistry } from './sessions/SessionRegistry.ts';
import { SessionTokens } from './sessions/SessionTokens.ts';
import { DEFAULT_SETTINGS, type KvsSettings } from './settings.ts';
import { StreamRegistry } from './streams/StreamRegistry.ts';

export interface KvsOptions {
  /** A directory of its own; made when it is not there. */
  readonly dataDir: string;
  readonly system: System;
  readonly region: string;
  readonly accountId: string;
  /** What GetDataEndpoint answers: the address at which this service is reached. */
  readonly endpoint: () => string;
  readonly settings?: Partial<KvsSettings>;
  /** Called after each PERSISTED acknowledgement. Must not throw. */
  readonly onFragmentPersisted?: (event: FragmentPersisted) => void;
  /** Throws a KvsError (AccessDeniedException) to refuse a call. */
  readonly authorize?: Authorize;
  /** In whose name a fragment's images and announcements are sent; none are, where it is absent. */
  readonly uploaderOf?: (request: IncomingMessage) => Uploader;
  /** Makes pictures; a process of its own does, where it is absent. */
  readonly pictures?: PictureMaker;
  /** Told of bytes that were torn or damaged, and of failing disks; nobody is, where it is absent. */
  readonly onFailure?: (message: string, error?: unknown) => void;
}

/** Kinesis Video Streams: control plane, media and archived media, at one address. */
export interface KvsService extends LocalService {
  readonly name: 'kinesis-video';
  settings(): KvsSettings;
  /** Changes settings while it runs; what is under way may still end under the old ones. */
  configure(change: Partial<KvsSettings>): void;
  /** What became of images and announcements since the start. */
  deliveries(): DeliveryCounts;
  /** Resolves when no fragment waits for its images any more. */
  imagesSettled(): Promise<void>;
  /** Has every stream forget what it received before a moment, as when its retention has passed. */
  expire(beforeServerMs: number): Promise<void>;
}

/** Opens the emulator on its data directory. What was acknowledged as PERSISTED is there again, also after a crash. */
export async function createKvs(options: KvsOptions): Promise<KvsService> {
  const { system, region, accountId, onFailure = () => undefined } = options;
  let settings: KvsSettings = { ...DEFAULT_SETTINGS, ...options.settings };
  const temporaryDirectory = join(options.dataDir, 'temporary');
  await rm(temporaryDirectory, { recursive: true, force: true });
  await mkdir(temporaryDirectory, { recursive: true });
  const streams = await StreamRegistry.open(
    system,
    options.dataDir,
    `arn:aws:kinesisvideo:${region}:${accountId}`,
    onFailure,
  );
  const closing = new AbortController();
  // Every open connection listens to it.
  setMaxListeners(0, closing.signal);
  const ownPictures = openPictureMaker(system);
  const pictures = options.pictures ?? ownPictures;
  const delivery = new Delivery({
    pictures,
    random: system.random,
    accountId,
    reportFailure: onFailure,
    uploaderOf: options.uploaderOf,
  });
  const context: KvsContext = {
    system,
    region,
    accountId,
    endpoint: options.endpoint,
    temporaryDirectory,
    streams,
    callRates: new CallRates(system.clock),
    sessions: new SessionRegistry(system, await SessionTokens.open(options.dataDir, system.random), streams),
    settings: () => settings,
    onFragmentPersisted: options.onFragmentPersisted ?? (() => undefined),
    authorize: options.authorize ?? (() => undefined),
    delivery,
    pictures,
    reportFailure: onFailure,
    closing: closing.signal,
  };
  const underWay = new Set<Promise<void>>();
  const sweeping = sweepExpired(context);

  return {
    name: 'kinesis-video',
    settings: () => settings,
    configure(change) {
      settings = { ...settings, ...change };
    },
    deliveries: () => delivery.counts,
    imagesSettled: () => delivery.settled(),
    async expire(beforeServerMs) {
      for (const stream of streams.all()) {
        const { expiredThroughMs } = stream.description;
        if (beforeServerMs > expiredThroughMs) await stream.update({ expiredThroughMs: beforeServerMs });
      }
    },
    handle(request, response) {
      const answered = answer(context, request, response);
      underWay.add(answered);
      return answered.finally(() => underWay.delete(answered));
    },
    async close() {
      closing.abort();
      // What is being made or sent has nobody to come to any more.
      ownPictures.close();
      await Promise.all([...underWay, delivery.close()]);
      await sweeping;
      await streams.close();
    },
  };
}

/** Answers one request, whatever it is. */
async function answer(context: KvsContext, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const requestId = context.system.random.uuid();
  // A body that never ends must not hold up the closing.
  const giveUp = (): void => {
    if (!request.complete) request.destroy();
  };
  try {
    const action = sessionActionOf(request);
    if (action !== undefined) {
      await answerSession(action, { context, request, response, requestId });
      return;
    }
    const operation = operationOf(request);
    if (context.settings().quotas === 'aws') context.callRates.take(operation.name, operation.rate.account);
    const call = { operation, context, request, response, requestId };
    if (operation.kind === 'body') {
      await operation.run(call);
      return;
    }
    context.closing.addEventListener('abort', giveUp);
    if (operation.kind === 'media') await operation.run(await readJsonBody(request), call);
    else answerJson(response, requestId, await operation.run(await readJsonBody(request), call));
  } catch (error) {
    if (!(error instanceof KvsError) && !response.destroyed) {
      context.reportFailure(`${request.method} ${request.url}`, error);
    }
    answerError(response, requestId, error);
    lingeringEnd({ request, response, context });
  } finally {
    context.closing.removeEventListener('abort', giveUp);
  }
}

function operationOf(request: IncomingMessage): Operation {
  const path = (request.url ?? '').split('?', 1)[0] ?? '';
  const operation = request.method === 'POST' ? OPERATIONS_BY_PATH.get(path) : undefined;
  if (operation === undefined) {
    throw new KvsError('UnknownOperationException', `${request.method} ${path} is not an operation of this emulator.`);
  }
  return operation;
}

/** Frees expired data, at the interval that is set, until the service closes. */
async function sweepExpired({ system, streams, settings, closing, reportFailure }: KvsContext): Promise<void> {
  while (!closing.aborted) {
    try {
      await system.clock.sleep(settings().sweepIntervalMs, closing);
    } catch (error) {
      if (closing.aborted) return;
      throw error;
    }
    for (const stream of streams.all()) {
      try {
        await stream.log.removeExpired(stream.expiredThroughMs());
      } catch (error) {
        reportFailure(`removing expired fragments of ${stream.description.name}`, error);
      }
    }
  }
}
