import { setting } from '../environment.ts';
import { step } from '../step.ts';
import { enrolmentStore, footageSource, ledger, objectStore, streamNames, streamStore, system } from '../wiring.ts';
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
