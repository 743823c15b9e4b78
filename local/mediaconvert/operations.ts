import type { System } from '../../core/system.ts';
import { hasEnded, type JobRecord } from './jobs/JobRecord.ts';
import type { JobRunner } from './jobs/JobRunner.ts';
import type { JobStore } from './jobs/JobStore.ts';
import { type JobRegion, jobView, queueArn } from './jobs/jobView.ts';
import { badRequest, MediaConvertError } from './MediaConvertError.ts';
import { checkModel } from './model/checkModel.ts';
import { readJobRequest } from './readJobRequest.ts';

export interface OperationContext extends JobRegion {
  readonly store: JobStore;
  readonly runner: Pick<JobRunner, 'wake' | 'cancel'>;
  readonly system: System;
  readonly endpoint: string;
}

export interface Answer {
  readonly status: number;
  readonly body: unknown;
}

/** Documented: API reference, "Idempotency": a token names the same job for one minute. */
const TOKEN_MS = 60_000;
/** Documented: ListJobs, maxResults: up to twenty. */
const MOST_LISTED = 20;
const STATUSES = ['SUBMITTED', 'PROGRESSING', 'COMPLETE', 'CANCELED', 'ERROR'];

/** Observed: the time in ms, and six characters. */
function newJobId({ clock, random }: System): string {
  const tail = [...random.bytes(6)].map((byte) => (byte % 36).toString(36)).join('');
  return `${clock.now()}-${tail}`;
}

/** CreateJob. @throws MediaConvertError `BadRequestException` with all that is wrong with the settings */
export async function createJob(body: string, context: OperationContext): Promise<Answer> {
  const { store, runner, system } = context;
  const request = readJobRequest(body);
  const nowMs = system.clock.now();
  const token = request.clientRequestToken;
  const known =
    token === undefined || token === ''
      ? undefined
      : store.all().find((job) => job.request.clientRequestToken === token && nowMs - job.submittedMs < TOKEN_MS);
  const job: JobRecord = known ?? {
    id: newJobId(system),
    request,
    status: 'SUBMITTED',
    percent: 0,
    submittedMs: nowMs,
    warnings: [],
  };
  if (known === undefined) {
    await store.put(job);
    runner.wake();
  }
  return { status: 201, body: { job: jobView(job, context) } };
}

function demandJob(id: string, { store }: OperationContext): JobRecord {
  const job = store.get(id);
  // Assumed: the words.
  if (job === undefined) throw new MediaConvertError('NotFoundException', `Job id ${id} does not exist`);
  return job;
}

/** GetJob. @throws MediaConvertError `NotFoundException` */
export function getJob(id: string, context: OperationContext): Answer {
  return { status: 200, body: { job: jobView(demandJob(id, context), context) } };
}

/** CancelJob. @throws MediaConvertError `NotFoundException`; `ConflictException` of a job that has ended (assumed) */
export async function cancelJob(id: string, context: OperationContext): Promise<Answer> {
  const job = demandJob(id, context);
  if (hasEnded(job)) throw new MediaConvertError('ConflictException', `Job id ${id} has already ended: ${job.status}`);
  await context.runner.cancel(job);
  return { status: 202, body: {} };
}

/** ListJobs, the newest first unless it is asked for otherwise (assumed). @throws MediaConvertError `BadRequestException` */
export function listJobs(query: URLSearchParams, context: OperationContext): Answer {
  const status = query.get('status') ?? undefined;
  const queue = query.get('queue') ?? undefined;
  const most = Number(query.get('maxResults') ?? MOST_LISTED);
  const faults = [
    ...checkModel(most, `I1:${MOST_LISTED}`, '/maxResults'),
    ...(status === undefined || STATUSES.includes(status)
      ? []
      : [`/status: Should be equal to one of the allowed values in ${JSON.stringify(STATUSES)}`]),
  ];
  if (faults.length > 0) throw badRequest(faults);
  const inOrder = [...context.store.all()];
  if (query.get('order') !== 'ASCENDING') inOrder.reverse();
  const wanted = inOrder.filter(
    (job) =>
      (status === undefined || job.status === status) &&
      (queue === undefined || queueArn(context, job.request.queue) === queueArn(context, queue)),
  );
  const token = query.get('nextToken');
  const after = token === null ? -1 : wanted.findIndex(({ id }) => id === Buffer.from(token, 'base64url').toString());
  if (token !== null && after < 0) throw badRequest(['/nextToken: is not one of this list']);
  const page = wanted.slice(after + 1, after + 1 + most);
  const last = page.at(-1);
  const isMore = last !== undefined && wanted.at(-1) !== last;
  return {
    status: 200,
    body: {
      jobs: page.map((job) => jobView(job, context)),
      ...(isMore ? { nextToken: Buffer.from(last.id).toString('base64url') } : {}),
    },
  };
}

/** DescribeEndpoints: this address. Documented as deprecated: clients call the regional endpoint by now. */
export function describeEndpoints({ endpoint }: OperationContext): Answer {
  return { status: 200, body: { endpoints: [{ url: endpoint }] } };
}
