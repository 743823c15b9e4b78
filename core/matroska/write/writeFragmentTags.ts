import { ArchiverError } from '../../errors.ts';
import type { FragmentNumber, ProducerMs, ServerMs } from '../../fragment.ts';

/** Who a fragment is. */
export interface FragmentIdentity {
  readonly fragmentNumber: FragmentNumber;
  readonly serverMs: ServerMs;
  readonly producerMs: ProducerMs;
}

/** The service's Tags before a Cluster: number, server time, producer time in decimal seconds (observed). */
export function writeFragmentTags(_identity: FragmentIdentity): Uint8Array {
  throw new ArchiverError('Internal', 'not yet');
}
