import * as z from 'zod';
import type { TranscodeState, TranscodeStatus } from './TranscodeState.ts';
import { warningRemark } from './warningRemark.ts';

/** Of a job that tells how far it is; those that are not listed say nothing of that. */
const STATUS: Readonly<Record<string, TranscodeStatus>> = {
  PROGRESSING: 'PROGRESSING',
  INPUT_INFORMATION: 'PROGRESSING',
  STATUS_UPDATE: 'PROGRESSING',
  NEW_WARNING: 'PROGRESSING',
  COMPLETE: 'COMPLETE',
  ERROR: 'ERROR',
  CANCELED: 'CANCELED',
};

/** What is read of `detail`; the rest may be anything. Documented: user guide, "EventBridge events". */
const DETAIL = z.object({
  jobId: z.string().min(1),
  status: z.string(),
  userMetadata: z.object({ packageId: z.string().min(1) }),
  errorCode: z.number().optional(),
  errorMessage: z.string().optional(),
  jobProgress: z.object({ jobPercentComplete: z.number().min(0).max(100).optional() }).optional(),
  warnings: z.array(z.object({ code: z.number(), count: z.number() })).optional(),
  outputGroupDetails: z
    .array(z.object({ outputDetails: z.array(z.object({ durationInMs: z.number().optional() })).optional() }))
    .optional(),
});

/**
 * What an event "MediaConvert Job State Change" says of one of our jobs; nothing where the job is not ours, or the
 * event says nothing of how far it is.
 *
 * @param detail of the event, as it came
 */
export function readTranscodeEvent(detail: unknown): (TranscodeState & { readonly packageId: string }) | undefined {
  const { success, data } = DETAIL.safeParse(detail);
  const status = success ? STATUS[data.status] : undefined;
  if (!success || status === undefined) return undefined;
  const durations = (data.outputGroupDetails ?? [])
    .flatMap(({ outputDetails = [] }) => outputDetails.map(({ durationInMs = 0 }) => durationInMs))
    .filter((ms) => ms > 0);
  return {
    packageId: data.userMetadata.packageId,
    jobId: data.jobId,
    status,
    percent: status === 'COMPLETE' ? 100 : Math.min(99, Math.floor(data.jobProgress?.jobPercentComplete ?? 0)),
    warnings: (data.warnings ?? []).map(warningRemark),
    ...(status === 'ERROR'
      ? { error: { code: String(data.errorCode ?? 'ERROR'), message: data.errorMessage ?? 'no reason was given' } }
      : {}),
    ...(durations.length === 0 ? {} : { durationMs: Math.max(...durations) }),
  };
}
