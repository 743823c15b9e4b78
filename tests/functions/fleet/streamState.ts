import { serverMs } from '../../../core/fragment.ts';
import type { StreamState } from '../../../core/streams/streamState.ts';

/** A stream's item, with what a test says of it. */
export function streamState(of: Partial<StreamState> = {}): StreamState {
  return {
    streamArn: 'arn:aws:kinesisvideo:us-east-1:000000000000:stream/door/1',
    streamName: 'door',
    version: 1,
    watermarkMs: serverMs(0),
    openPlans: [],
    openBundles: [],
    leases: {},
    endpoints: {},
    createdMs: serverMs(0),
    retentionHours: 24,
    describedMs: 0,
    dailyPassMs: 0,
    ...of,
  };
}
