import type { TranscodePlan } from '../packages/transcode/TranscodePlan.ts';
import type { TranscodeState } from '../packages/transcode/TranscodeState.ts';

/** A service that makes renditions and pictures of a file. */
export interface Transcoder {
  /**
   * Starts a job, or finds the one that was started for the same package and has not failed.
   *
   * @returns the job's id
   * @throws ArchiverError `InvalidInput` where the service refuses the settings, `AccessDenied`, `Throttled`, `Internal`
   */
  submit(plan: TranscodePlan): Promise<string>;
  /** @throws ArchiverError `NotFound` */
  read(jobId: string): Promise<TranscodeState>;
  /** Ends a job that has not ended; one that has, or that is not there, is fine. */
  cancel(jobId: string): Promise<void>;
}
