import { setting } from '../environment.ts';
import { step } from '../step.ts';
import { objectAssembler, objectStore } from '../wiring/buckets.ts';
import { system } from '../wiring/system.ts';
import { assembleRequest } from './steps/assembleRequest.ts';

const ports = {
  objects: objectStore(),
  assembler: objectAssembler(),
  workBucket: setting('WORK_BUCKET'),
  keptMs: Number(setting('ON_DEMAND_DAYS')) * 86_400_000,
  clock: system.clock,
};

/** Step of the request machine: the one file. */
export const handler = step('assembleRequest', (input: { requestId: string }) => assembleRequest(input, ports));
