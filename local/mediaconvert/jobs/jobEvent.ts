import type { BusEvent } from '../../events/createEvents.ts';
import type { ProbedSource } from '../../transcode/TranscodeOrder.ts';
import type { JobRecord } from './JobRecord.ts';
import { type JobRegion, jobArn, queueArn } from './jobView.ts';
import { type S3Place, urlOf } from './S3Place.ts';

/** What an event says beside whose it is. */
export type JobEventDetail =
  | { readonly status: 'PROGRESSING' | 'CANCELED' }
  | { readonly status: 'STATUS_UPDATE'; readonly framesDecoded: number }
  | {
      readonly status: 'INPUT_INFORMATION';
      readonly inputs: readonly S3Place[];
      readonly sources: readonly ProbedSource[];
    }
  | { readonly status: 'COMPLETE' | 'ERROR' };

const CODECS: Readonly<Record<string, string>> = { avc: 'H_264', hevc: 'H_265', vp8: 'VP8', vp9: 'VP9', av1: 'AV1' };
const PHASES = ['PROBING', 'TRANSCODING', 'UPLOADING'] as const;

/**
 * An event "MediaConvert Job State Change". Documented: user guide, "Events"; its members observed.
 *
 * @param id of the event
 */
export function jobEvent(
  job: JobRecord,
  said: JobEventDetail,
  at: JobRegion & { id: string; nowMs: number },
): BusEvent {
  return {
    version: '0',
    id: at.id,
    'detail-type': 'MediaConvert Job State Change',
    source: 'aws.mediaconvert',
    account: at.accountId,
    time: new Date(at.nowMs).toISOString().replace(/\.\d{3}/, ''),
    region: at.region,
    resources: [jobArn(at, job.id)],
    detail: {
      timestamp: at.nowMs,
      accountId: at.accountId,
      queue: queueArn(at, job.request.queue),
      jobId: job.id,
      status: said.status,
      userMetadata: job.request.userMetadata ?? {},
      ...more(job, said),
    },
  };
}

function more(job: JobRecord, said: JobEventDetail): Readonly<Record<string, unknown>> {
  switch (said.status) {
    case 'PROGRESSING':
    case 'CANCELED':
      return {};
    case 'STATUS_UPDATE':
      return { framesDecoded: said.framesDecoded, jobProgress: progressOf(job) };
    case 'INPUT_INFORMATION':
      return {
        inputDetails: said.sources.map(({ video, audio }, index) => ({
          id: index + 1,
          uri: said.inputs[index] === undefined ? '' : urlOf(said.inputs[index]),
          video: [
            {
              codec: CODECS[video.codec] ?? video.codec,
              frameRate: Number(video.frameRate.toFixed(2)),
              height: video.height,
              width: video.width,
              sar: '1:1',
              streamId: 1,
            },
          ],
          ...(audio === undefined
            ? {}
            : {
                audio: [
                  {
                    codec: audio.codec.toUpperCase(),
                    channels: audio.channels,
                    sampleRate: audio.sampleRate,
                    streamId: 2,
                  },
                ],
              }),
        })),
      };
    case 'COMPLETE':
      return { outputGroupDetails: job.outputGroupDetails ?? [] };
    case 'ERROR':
      return { errorCode: job.errorCode, errorMessage: job.errorMessage };
  }
}

function progressOf({ phase = 'PROBING', percent }: JobRecord) {
  const now = PHASES.indexOf(phase);
  const phaseProgress = Object.fromEntries(
    PHASES.map((each, index) => {
      if (index < now) return [each, { status: 'COMPLETE', percentComplete: 100 }];
      if (index > now) return [each, { status: 'PENDING', percentComplete: 0 }];
      return [each, { status: 'PROGRESSING', percentComplete: each === 'TRANSCODING' ? percent : 0 }];
    }),
  );
  return { phaseProgress, jobPercentComplete: percent, currentPhase: phase, retryCount: 0 };
}
