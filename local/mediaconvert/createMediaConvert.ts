import { join } from 'node:path';
import type { System } from '../../core/system.ts';
import type { Credential } from '../auth/Credential.ts';
import type { BusEvent } from '../events/createEvents.ts';
import { RequestTooLarge, readBody } from '../gateway/readBody.ts';
import type { LocalService } from '../service.ts';
import { openTranscoder } from '../transcode/openTranscoder.ts';
import { JobRunner, type JobRunnerOptions } from './jobs/JobRunner.ts';
import { JobStore } from './jobs/JobStore.ts';
import { RoleStorage } from './jobs/RoleStorage.ts';
import { badRequest, MediaConvertError } from './MediaConvertError.ts';
import {
  type Answer,
  cancelJob,
  createJob,
  describeEndpoints,
  getJob,
  listJobs,
  type OperationContext,
} from './operations.ts';

export interface MediaConvertOptions {
  readonly system: System;
  /** Where jobs are kept. */
  readonly dataDir: string;
  /** Of the gateway: it is there that objects are read and written. */
  readonly endpoint: string;
  readonly region: string;
  readonly accountId: string;
  /** The keys with which the service acts in a role; or that it is not there, or does not trust the service. */
  credentialOf(roleArn: string): Credential | 'missing' | 'untrusted';
  emit(event: BusEvent): void;
  /** A fault of ours, to be shown. */
  onFailure(error: unknown): void;
  /** Which transcoder there is; tests bring their own. */
  readonly transcoders?: JobRunnerOptions['transcoders'];
}

/** Settings of a job with every output that the service allows. */
const REQUEST_LIMIT_BYTES = 4 * 1024 * 1024;
const PATH = /^\/2017-08-29\/(jobs|endpoints)(?:\/([^/]+))?\/?$/;

/**
 * MediaConvert as far as packaging needs it: CreateJob, GetJob, CancelJob, ListJobs and DescribeEndpoints, with real
 * transcodes on this machine, one at a time. Jobs survive a restart: one that was under way begins anew. Source: API
 * reference and user guide; what is *observed* or *assumed* is marked where it stands.
 */
export async function createMediaConvert(options: MediaConvertOptions): Promise<LocalService> {
  const { system, region, accountId, endpoint } = options;
  const store = await JobStore.open(join(options.dataDir, 'jobs'), system.clock.now());
  const storages = new Map<string, RoleStorage>();
  const runner = new JobRunner({
    store,
    system,
    region,
    accountId,
    transcoders: options.transcoders ?? openTranscoder(),
    emit: options.emit,
    onFailure: options.onFailure,
    storageOf(roleArn) {
      const credential = options.credentialOf(roleArn);
      if (typeof credential === 'string') return credential;
      const known = storages.get(roleArn) ?? new RoleStorage({ endpoint, region, credential });
      storages.set(roleArn, known);
      return known;
    },
  });
  const context: OperationContext = { store, runner, system, region, accountId, endpoint };

  async function answer(method: string, url: string, body: () => Promise<string>): Promise<Answer> {
    const { pathname, searchParams } = new URL(url, 'http://localhost');
    const [, kind, id] = PATH.exec(pathname) ?? [];
    if (kind === 'endpoints' && method === 'POST') return describeEndpoints(context);
    if (kind === 'jobs' && id === undefined && method === 'POST') return await createJob(await body(), context);
    if (kind === 'jobs' && id === undefined && method === 'GET') return listJobs(searchParams, context);
    if (kind === 'jobs' && id !== undefined && method === 'GET') return getJob(decodeURIComponent(id), context);
    if (kind === 'jobs' && id !== undefined && method === 'DELETE')
      return await cancelJob(decodeURIComponent(id), context);
    throw new MediaConvertError('NotFoundException', `${method} ${pathname} is not available on the embedded stack`);
  }

  runner.wake();
  return {
    name: 'mediaconvert',
    async handle(request, response) {
      const send = (status: number, body: unknown, headers: Readonly<Record<string, string>> = {}): void => {
        const text = JSON.stringify(body);
        response.writeHead(status, {
          'content-type': 'application/json',
          'content-length': Buffer.byteLength(text),
          'x-amzn-requestid': system.random.uuid(),
          ...headers,
        });
        response.end(text);
      };
      try {
        const read = async (): Promise<string> => (await readBody(request, REQUEST_LIMIT_BYTES)).toString('utf8');
        const { status, body } = await answer(request.method ?? 'GET', request.url ?? '/', read);
        send(status, body);
      } catch (error) {
        const told =
          error instanceof RequestTooLarge || error instanceof URIError ? badRequest([error.message]) : error;
        if (!(told instanceof MediaConvertError)) throw told;
        if (!request.complete) response.setHeader('connection', 'close');
        send(told.status, { message: told.message }, { 'x-amzn-errortype': told.name });
      }
    },
    async close() {
      await runner.close();
      for (const storage of storages.values()) storage.close();
    },
  };
}
