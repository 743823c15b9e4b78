import type { ExportStore } from '../../../core/ports/exportStore.ts';
import type { Ledger } from '../../../core/ports/ledger.ts';
import type { ObjectAssembler } from '../../../core/ports/objectAssembler.ts';
import type { ObjectStore } from '../../../core/ports/objectStore.ts';
import type { System } from '../../../core/system.ts';
import type { TimelinePorts } from '../../api/steps/timeline.ts';

/** What carries an export out. */
export interface ExportPorts {
  readonly exports: ExportStore;
  readonly objects: ObjectStore;
  readonly assembler: ObjectAssembler;
  readonly workBucket: string;
  readonly exportsBucket: string;
  readonly system: System;
}

/** What plans one. */
export interface PlanExportPorts extends ExportPorts {
  readonly ledger: Pick<Ledger, 'overlapping'>;
  readonly timeline: TimelinePorts;
}

/** A step of an export that was taken back, or has failed elsewhere, does nothing. */
export interface Stopped {
  readonly status: 'stopped';
}
export const STOPPED: Stopped = { status: 'stopped' };
