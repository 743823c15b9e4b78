import { serverMs } from '../fragment.ts';
import type { StreamDescription } from '../ports/footageSource.ts';
import type { EnrolmentSettings } from './enrolment.ts';
import type { StreamState } from './streamState.ts';

/** The state of a stream that is seen for the first time: archiving begins where its enrolment says. */
export function initialState(
  description: StreamDescription,
  since: EnrolmentSettings['since'],
  nowMs: number,
): StreamState {
  const horizonMs = nowMs - description.retentionHours * 3_600_000;
  const oldest = Math.max(description.createdMs, horizonMs);
  const watermarkMs = since === 'retention' ? oldest : since === 'now' ? nowMs : Math.max(oldest, since);
  return {
    streamArn: description.streamArn,
    streamName: description.streamName,
    version: 1,
    watermarkMs: serverMs(watermarkMs),
    openPlans: [],
    openBundles: [],
    leases: {},
    endpoints: {},
    createdMs: description.createdMs,
    beganMs: serverMs(watermarkMs),
    retentionHours: description.retentionHours,
    describedMs: nowMs,
    dailyPassMs: nowMs,
  };
}
