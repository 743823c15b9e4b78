import type { JobRecord } from './JobRecord.ts';

/** Where the stack lies. */
export interface JobRegion {
  readonly region: string;
  readonly accountId: string;
}

export const jobArn = ({ region, accountId }: JobRegion, id: string): string =>
  `arn:aws:mediaconvert:${region}:${accountId}:jobs/${id}`;

/** @param queue a name, an ARN, or nothing: the account's default queue */
export function queueArn({ region, accountId }: JobRegion, queue: string | undefined): string {
  if (queue?.startsWith('arn:') === true) return queue;
  return `arn:aws:mediaconvert:${region}:${accountId}:queues/${queue === undefined || queue === '' ? 'Default' : queue}`;
}

const secondsOf = (ms: number): number => Math.floor(ms / 1000);

/** A job as GetJob and ListJobs give it, by its names on the wire. */
export function jobView(job: JobRecord, place: JobRegion): Readonly<Record<string, unknown>> {
  const { request, status, startedMs, finishedMs, errorCode, errorMessage } = job;
  const isUnderWay = status === 'PROGRESSING';
  return {
    arn: jobArn(place, job.id),
    id: job.id,
    createdAt: secondsOf(job.submittedMs),
    queue: queueArn(place, request.queue),
    role: request.role,
    status,
    settings: request.settings,
    userMetadata: request.userMetadata ?? {},
    priority: request.priority ?? 0,
    statusUpdateInterval: request.statusUpdateInterval ?? 'SECONDS_60',
    accelerationSettings: request.accelerationSettings ?? { mode: 'DISABLED' },
    accelerationStatus: 'NOT_APPLICABLE',
    billingTagsSource: 'JOB',
    ...(request.clientRequestToken === undefined ? {} : { clientRequestToken: request.clientRequestToken }),
    ...(isUnderWay ? { currentPhase: job.phase ?? 'PROBING', jobPercentComplete: job.percent, retryCount: 0 } : {}),
    ...(status === 'COMPLETE' ? { jobPercentComplete: 100 } : {}),
    messages: { info: [], warning: job.warnings },
    timing: {
      submitTime: secondsOf(job.submittedMs),
      ...(startedMs === undefined ? {} : { startTime: secondsOf(startedMs) }),
      ...(finishedMs === undefined ? {} : { finishTime: secondsOf(finishedMs) }),
    },
    ...(errorCode === undefined ? {} : { errorCode, errorMessage }),
    ...(job.outputGroupDetails === undefined
      ? {}
      : {
          outputGroupDetails: job.outputGroupDetails.map(({ outputDetails }) => ({
            outputDetails: outputDetails.map(({ durationInMs, videoDetails }) => ({
              durationInMs,
              ...(videoDetails === undefined ? {} : { videoDetails }),
            })),
          })),
        }),
  };
}
