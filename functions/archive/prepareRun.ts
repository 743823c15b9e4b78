import { setting } from '../environment.ts';
import { step } from '../step.ts';
import { objectStore } from '../wiring/buckets.ts';
import { enrolmentStore, formatNote, ledger } from '../wiring/tables.ts';
import { type PrepareRunInput, prepareRun } from './steps/prepareRun.ts';

const ports = {
  enrolments: enrolmentStore(),
  format: formatNote(),
  ledger: ledger(),
  objects: objectStore(),
  workBucket: setting('WORK_BUCKET'),
};

/** First step of the archive machine. */
export const handler = step('prepareRun', (input: PrepareRunInput) => prepareRun(input, ports));
