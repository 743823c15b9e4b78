import type { FragmentNumber, ProducerMs, ServerMs } from '../../fragment.ts';
import { FRAGMENT_NUMBER, PRODUCER_TIMESTAMP, SERVER_TIMESTAMP } from '../awsTag.ts';
import { writeTags } from './writeTags.ts';

/** Who a fragment is. */
export interface FragmentIdentity {
  readonly fragmentNumber: FragmentNumber;
  readonly serverMs: ServerMs;
  readonly producerMs: ProducerMs;
}

/** The service's Tags before a Cluster: number, server time, producer time in decimal seconds (observed). */
export function writeFragmentTags(identity: FragmentIdentity): Uint8Array {
  return writeTags([
    { name: FRAGMENT_NUMBER, value: identity.fragmentNumber },
    { name: SERVER_TIMESTAMP, value: (identity.serverMs / 1000).toFixed(3) },
    { name: PRODUCER_TIMESTAMP, value: (identity.producerMs / 1000).toFixed(3) },
  ]);
}
