import type { LedgerSpans } from '../../../core/ports/ledgerSpans.ts';
import type { ObjectStore } from '../../../core/ports/objectStore.ts';
import type { PackageStore } from '../../../core/ports/packageStore.ts';
import type { StreamNames } from '../../../core/ports/streamNames.ts';
import type { Clock } from '../../../core/system.ts';
import type { ClipIndexes } from '../../playback/steps/ClipIndexes.ts';

/** What packaging by copying needs of the world. */
export interface CopyPorts {
  readonly packages: Pick<PackageStore, 'get' | 'progress' | 'note'>;
  readonly objects: Pick<ObjectStore, 'get' | 'getBytes' | 'putIfAbsent' | 'replace' | 'list'>;
  readonly spans: Pick<LedgerSpans, 'between'>;
  readonly names: StreamNames;
  readonly indexes: ClipIndexes;
  readonly workBucket: string;
  readonly deliveryBucket: string;
  readonly clock: Pick<Clock, 'now'>;
}
