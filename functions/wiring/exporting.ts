import { SfnRuns } from '../../cloud/states/SfnRuns.ts';
import type { ExportApiPorts } from '../api/steps/exports.ts';
import { days, setting } from '../environment.ts';
import { exportPorts } from './exports.ts';
import { objectLinks } from './links.ts';
import { streamNames } from './tables.ts';

const DAY_MS = 86_400_000;

/** What makes the files of an archived range. */
export const exportingPorts = (): ExportApiPorts => ({
  ...exportPorts(),
  runs: new SfnRuns(setting('EXPORT_MACHINE_ARN')),
  names: streamNames(),
  links: objectLinks(),
  exportDays: days('EXPORT_DAYS') / DAY_MS,
});
