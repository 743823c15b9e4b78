import { tmpdir } from 'node:os';
import * as z from 'zod';
import { measureSweep } from '../../core/observe/measureWork.ts';
import { parseWith } from '../../core/streams/enrolment.ts';
import { retentionClasses, setting } from '../environment.ts';
import { step } from '../step.ts';
import { objectInventory, objectStore } from '../wiring/buckets.ts';
import { footageSource } from '../wiring/footage.ts';
import { system } from '../wiring/system.ts';
import { enrolmentStore, ledger, ledgerAudit, streamNames, streamStore } from '../wiring/tables.ts';
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

/** By hand, on a stack where nothing runs, `graceSeconds` takes the place of the sweep age. */
const inputSchema = z.strictObject({
  trigger: z.literal('schedule').optional(),
  graceSeconds: z.int().nonnegative().optional(),
});

/** Hourly: objects that no ledger row names are adopted or deleted. */
export const handler = step(
  'sweepOrphans',
  (input: z.input<typeof inputSchema>) => {
    const { graceSeconds } = parseWith(inputSchema, input);
    const sweepAgeMs = graceSeconds === undefined ? Number(setting('SWEEP_AGE_HOURS')) * HOUR_MS : graceSeconds * 1000;
    return sweepOrphans({ sweepAgeMs, budgetMs: BUDGET_MS }, ports);
  },
  measureSweep,
);
