import type { Ledger } from '../../../core/ports/ledger.ts';
import type { ObjectStore } from '../../../core/ports/objectStore.ts';
import type { StreamNames } from '../../../core/ports/streamNames.ts';
import type { Clock } from '../../../core/system.ts';

/** What playing the archive needs of the world. */
export interface PlaybackPorts {
  readonly objects: Pick<ObjectStore, 'get' | 'getBytes' | 'putIfAbsent' | 'replace'>;
  readonly ledger: Pick<Ledger, 'get' | 'overlapping'>;
  readonly names: StreamNames;
  readonly workBucket: string;
  readonly clock: Pick<Clock, 'now'>;
}
