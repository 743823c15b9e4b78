import type { CreateJobRequest, Input } from '@aws-sdk/client-mediaconvert';
import type { TranscodePlan } from '../../core/packages/transcode/TranscodePlan.ts';
import { cmafGroup } from './cmafGroup.ts';
import { pictureGroups } from './pictureGroups.ts';

export interface JobPlace {
  /** The role in which the service reads and writes. */
  readonly roleArn: string;
  /** Empty: the account's default queue. */
  readonly queueArn: string;
}

/** The only audio selector of an input. */
export const AUDIO_SOURCE = 'Audio Selector 1';

export const urlOf = ({ bucket }: Pick<TranscodePlan, 'bucket'>, key: string): string => `s3://${bucket}/${key}`;

/** What MediaConvert is asked for: one CMAF group with all renditions, and groups of captured pictures. */
export function jobRequest(plan: TranscodePlan, { roleArn, queueArn }: JobPlace): CreateJobRequest {
  return {
    Role: roleArn,
    ...(queueArn === '' ? {} : { Queue: queueArn }),
    // Documented: it holds for one minute only.
    ClientRequestToken: plan.packageId,
    UserMetadata: { packageId: plan.packageId },
    StatusUpdateInterval: 'SECONDS_10',
    // What is faster costs twice, and is not had for each codec.
    AccelerationSettings: { Mode: 'DISABLED' },
    Settings: {
      TimecodeConfig: { Source: 'ZEROBASED' },
      Inputs: plan.originals.map((key) => inputOf(plan, key)),
      OutputGroups: [cmafGroup(plan), ...pictureGroups(plan)],
    },
  };
}

function inputOf(plan: TranscodePlan, key: string): Input {
  return {
    FileInput: urlOf(plan, key),
    TimecodeSource: 'ZEROBASED',
    // As the file says that it is to be turned.
    VideoSelector: { Rotate: 'AUTO' },
    ...(plan.audio === undefined ? {} : { AudioSelectors: { [AUDIO_SOURCE]: { DefaultSelection: 'DEFAULT' } } }),
  };
}
