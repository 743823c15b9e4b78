import type { ProducerMs } from '../fragment.ts';
import type { PlanId } from '../plans/plan.ts';
import { formatKeyTime } from '../time/formatTime.ts';

/** What names the files of a plan. */
export interface FileName {
  readonly streamName: string;
  readonly startProducerMs: ProducerMs;
  readonly planId: PlanId;
  /** The stream's own prefix, ending in a slash. */
  readonly prefix?: string | undefined;
}

const key = (folder: 'clips' | 'bundles', file: FileName, ending: string): string => {
  const time = formatKeyTime(file.startProducerMs);
  const [year, month, day, hour] = [time.slice(0, 4), time.slice(4, 6), time.slice(6, 8), time.slice(9, 11)];
  return `${file.prefix ?? ''}${folder}/${file.streamName}/${year}/${month}/${day}/${hour}/${time}_${file.planId}${ending}`;
};

/** `clips/{stream}/{yyyy}/{MM}/{dd}/{HH}/{start}_{planId}.mp4` */
export const clipKey = (file: FileName): string => key('clips', file, '.mp4');
/** The manifest beside the clip. */
export const clipManifestKey = (file: FileName): string => key('clips', file, '.json');
/** `bundles/…`, the same way, `.mkv` */
export const bundleKey = (file: FileName): string => key('bundles', file, '.mkv');
/** The manifest beside the bundle. */
export const bundleManifestKey = (file: FileName): string => key('bundles', file, '.json');

/** The document of a plan, in the work bucket. The ARN's creation time keeps streams of one name apart. */
export function planDocumentKey(plan: { streamArn: string; streamName: string; planId: PlanId }): string {
  return `plans/${plan.streamName}/${plan.streamArn.slice(plan.streamArn.lastIndexOf('/') + 1)}/${plan.planId}.json`;
}
