import { ArchiverError } from '../../../core/errors.ts';
import type { FootageSource, StreamReference } from '../../../core/ports/footageSource.ts';
import type { Ledger } from '../../../core/ports/ledger.ts';
import type { StreamStore } from '../../../core/ports/streamStore.ts';
import type { RetentionClasses } from '../../../core/retention/retentionClasses.ts';
import type { System } from '../../../core/system.ts';
import type { PlanPorts } from './planStore.ts';

/** What the executing of a plan needs. */
export interface ArchivePorts extends PlanPorts {
  readonly source: FootageSource;
  readonly streams: StreamStore;
  readonly ledger: Ledger;
  readonly system: System;
  readonly retentionClasses: RetentionClasses;
  /** A folder for what has to be read twice. */
  readonly temporaryFolder: string;
  /** Plans that the machine executes at once: `MaxConcurrency` of ArchiveClips and ArchiveBundles. Four, unless told. */
  readonly clipsAtOnce?: number;
}

/** The stream with the endpoints that are known. */
export async function streamReference(streamArn: string, streams: StreamStore): Promise<StreamReference> {
  const state = await streams.get(streamArn);
  if (state === undefined) throw new ArchiverError('NotFound', `there is no state of ${streamArn}`);
  return { streamArn, endpoints: state.endpoints };
}
