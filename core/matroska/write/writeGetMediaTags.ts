import { ArchiverError } from '../../errors.ts';
import type { FragmentNumber } from '../../fragment.ts';

/** The Tags that GetMedia adds after a Cluster: how far behind now, and where to continue (observed). */
export function writeGetMediaTags(_state: {
  readonly millisBehindNow: number;
  readonly continuationToken: FragmentNumber;
}): Uint8Array {
  throw new ArchiverError('Internal', 'not yet');
}
