import { setting } from '../environment.ts';
import type { ExportPorts } from '../export/steps/exportPorts.ts';
import { objectAssembler, objectStore } from './buckets.ts';
import { system } from './system.ts';
import { exportStore } from './tables.ts';

/** What every step of an export needs. */
export const exportPorts = (): ExportPorts => ({
  exports: exportStore(),
  objects: objectStore(),
  assembler: objectAssembler(),
  workBucket: setting('WORK_BUCKET'),
  exportsBucket: setting('EXPORTS_BUCKET'),
  system,
});
