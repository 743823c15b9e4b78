import type { Job } from '@aws-sdk/client-mediaconvert';
import type { PackageRemark } from '../../core/packages/Package.ts';
import type { TranscodeState } from '../../core/packages/transcode/TranscodeState.ts';
import { warningRemark } from '../../core/packages/transcode/warningRemark.ts';

/** How far a job is, in our words. */
export function readJob(job: Job): TranscodeState {
  const { Id = '', Status = 'SUBMITTED', JobPercentComplete = 0, ErrorCode, ErrorMessage } = job;
  const durations = (job.OutputGroupDetails ?? [])
    .flatMap(({ OutputDetails = [] }) => OutputDetails.map(({ DurationInMs = 0 }) => DurationInMs))
    .filter((ms) => ms > 0);
  return {
    jobId: Id,
    status: Status,
    percent: Status === 'COMPLETE' ? 100 : Math.min(99, Math.floor(JobPercentComplete)),
    warnings: warningsOf(job),
    ...(Status === 'ERROR'
      ? { error: { code: String(ErrorCode ?? 'ERROR'), message: ErrorMessage ?? 'no reason was given' } }
      : {}),
    ...(durations.length === 0 ? {} : { durationMs: Math.max(...durations) }),
  };
}

/** Those that are counted by their number, and those that are told in words. */
function warningsOf({ Warnings = [], Messages }: Job): readonly PackageRemark[] {
  const counted = Warnings.map(({ Code = 0, Count = 1 }) => warningRemark({ code: Code, count: Count }));
  return [...counted, ...(Messages?.Warning ?? []).map((message) => ({ code: 'WARNING', message }))];
}
