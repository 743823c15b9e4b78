import { tmpdir } from 'node:os';
import { retentionClasses, setting } from '../environment.ts';
import { step } from '../step.ts';
import {
  enrolmentStore,
  footageSource,
  ledger,
  ledgerAudit,
  objectInventory,
  objectStore,
  streamNames,
  streamStore,
  system,
} from '../wiring.ts';
import { sweepOrphans } from './steps/sweepOrphans.ts';

const HOUR_MS = 3_600_000;
/** Well below the function's timeout: a stream that was begun is brought to its end. */
const BUDGET_MS = 150_000;

const streams = streamStore();
const ports = {
  enrolments: enrolmentStore(),
  streams,
  names: streamNames(),
  ledger: ledger(),
  audit: ledgerAudit(),
  objects: objectStore(),
  inventory: objectInventory(),
  source: footageSource(streams),
  system,
  archiveBucket: setting('ARCHIVE_BUCKET'),
  workBucket: setting('WORK_BUCKET'),
  retentionClasses: retentionClasses(),
  temporaryFolder: tmpdir(),
};

/** Hourly: objects that no ledger row names are adopted or deleted. */
export const handler = step('sweepOrphans', () =>
  sweepOrphans({ sweepAgeMs: Number(setting('SWEEP_AGE_HOURS')) * HOUR_MS, budgetMs: BUDGET_MS }, ports),
);
