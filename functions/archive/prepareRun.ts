import { setting } from '../environment.ts';
import { step } from '../step.ts';
import { enrolmentStore, formatNote, ledger, objectStore } from '../wiring.ts';
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
