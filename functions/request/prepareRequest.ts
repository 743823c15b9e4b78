import { setting } from '../environment.ts';
import { step } from '../step.ts';
import { objectStore } from '../wiring/buckets.ts';
import { footageSource } from '../wiring/footage.ts';
import { system } from '../wiring/system.ts';
import { enrolmentStore, ledger, streamNames, streamStore } from '../wiring/tables.ts';
import { type PrepareRequestInput, prepareRequest } from './steps/prepareRequest.ts';

const streams = streamStore();
const ports = {
  enrolments: enrolmentStore(),
  streams,
  names: streamNames(),
  source: footageSource(streams),
  ledger: ledger(),
  objects: objectStore(),
  workBucket: setting('WORK_BUCKET'),
  clock: system.clock,
};

/** Step of the request machine: where the footage comes from. */
export const handler = step('prepareRequest', (input: PrepareRequestInput) => prepareRequest(input, ports));
