import { ArchiverError } from '../errors.ts';
import { type ProducerMs, producerMs } from '../fragment.ts';
import { type PlanId, planIdOf } from '../plans/plan.ts';
import { STREAM_NAME } from '../streams/enrolment.ts';

const CLIP_ID = /^(.+)~(\d{1,15})~([0-9a-f]{12})$/;

/** What finds a clip's row again: the stream's name, the end of its footage, and its plan. */
export interface ClipReference {
  readonly streamName: string;
  readonly endProducerMs: ProducerMs;
  readonly planId: PlanId;
}

/** `front-door~1795269183222~4bc6f3d31c19`: the id of a clip in the API. A stream's name holds no `~`. */
export function clipIdOf({ streamName, endProducerMs, planId }: ClipReference): string {
  return `${streamName}~${endProducerMs}~${planId}`;
}

/** @throws ArchiverError `InvalidInput` */
export function parseClipId(value: unknown, field = 'clipId'): ClipReference {
  const [, streamName = '', end, planId = ''] = CLIP_ID.exec(typeof value === 'string' ? value : '') ?? [];
  if (STREAM_NAME.test(streamName)) {
    return { streamName, endProducerMs: producerMs(Number(end)), planId: planIdOf(planId) };
  }
  throw new ArchiverError('InvalidInput', `${field}: ${JSON.stringify(value)} is no id of a clip`, {
    details: { field },
  });
}
