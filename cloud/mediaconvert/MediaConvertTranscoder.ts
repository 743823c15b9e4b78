import {
  CancelJobCommand,
  CreateJobCommand,
  GetJobCommand,
  ListJobsCommand,
  MediaConvertClient,
} from '@aws-sdk/client-mediaconvert';
import { ArchiverError } from '../../core/errors.ts';
import type { TranscodePlan } from '../../core/packages/transcode/TranscodePlan.ts';
import type { TranscodeState } from '../../core/packages/transcode/TranscodeState.ts';
import type { Transcoder } from '../../core/ports/transcoder.ts';
import { fromAwsError } from '../awsError.ts';
import { type JobPlace, jobRequest } from './jobRequest.ts';
import { readJob } from './readJob.ts';

/** Documented: ListJobs gives at most twenty. */
const MOST_LISTED = 20;
/** Their work is undone, or was never to be done: it may be asked for anew. */
const FAILED: readonly (string | undefined)[] = ['ERROR', 'CANCELED'];

/** What its errors mean to us. Documented: API reference, "Jobs", responses. */
const KINDS = {
  BadRequestException: 'InvalidInput',
  NotFoundException: 'NotFound',
  ForbiddenException: 'AccessDenied',
  AccessDeniedException: 'AccessDenied',
  TooManyRequestsException: 'Throttled',
  ServiceQuotaExceededException: 'Throttled',
  ConflictException: 'Conflict',
  InternalServerErrorException: 'Internal',
} as const;

/** AWS Elemental MediaConvert. */
export class MediaConvertTranscoder implements Transcoder {
  readonly #client: MediaConvertClient;
  readonly #place: JobPlace;

  constructor(client = new MediaConvertClient({}), place: JobPlace) {
    this.#client = client;
    this.#place = place;
  }

  async submit(plan: TranscodePlan): Promise<string> {
    const known = await this.#find(plan.packageId);
    if (known !== undefined) return known;
    const { Job } = await this.#client
      .send(new CreateJobCommand(jobRequest(plan, this.#place)))
      .catch((error: unknown) => fail(error, `CreateJob for ${plan.packageId}`));
    if (Job?.Id === undefined) throw new ArchiverError('Internal', `CreateJob for ${plan.packageId} gave no job`);
    return Job.Id;
  }

  async read(jobId: string): Promise<TranscodeState> {
    const { Job } = await this.#client
      .send(new GetJobCommand({ Id: jobId }))
      .catch((error: unknown) => fail(error, `GetJob of ${jobId}`));
    if (Job === undefined) throw new ArchiverError('Internal', `GetJob of ${jobId} gave no job`);
    return readJob(Job);
  }

  async cancel(jobId: string): Promise<void> {
    try {
      await this.#client.send(new CancelJobCommand({ Id: jobId }));
    } catch (error) {
      // It has ended, or was never there: nothing is left to be ended.
      const name = error instanceof Error ? error.name : '';
      if (name !== 'NotFoundException' && name !== 'ConflictException') throw asOurs(error, `CancelJob of ${jobId}`);
    }
  }

  /** A step that died between starting a job and writing its id down would start a second one, to be paid for. */
  async #find(packageId: string): Promise<string | undefined> {
    const { queueArn } = this.#place;
    const { Jobs = [] } = await this.#client
      .send(
        new ListJobsCommand({
          MaxResults: MOST_LISTED,
          Order: 'DESCENDING',
          ...(queueArn === '' ? {} : { Queue: queueArn }),
        }),
      )
      .catch((error: unknown) => fail(error, 'ListJobs'));
    return Jobs.find(({ UserMetadata, Status }) => UserMetadata?.packageId === packageId && !FAILED.includes(Status))
      ?.Id;
  }
}

function asOurs(error: unknown, doing: string): ArchiverError {
  const kind = error instanceof Error ? KINDS[error.name as keyof typeof KINDS] : undefined;
  if (kind === undefined) return fromAwsError(error, doing);
  const { name, message } = error as Error;
  return new ArchiverError(kind, `${doing}: ${name}: ${message}`, { cause: error });
}

function fail(error: unknown, doing: string): never {
  throw asOurs(error, doing);
}
