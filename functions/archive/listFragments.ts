import { retentionClasses, setting } from '../environment.ts';
import { step } from '../step.ts';
import { objectStore } from '../wiring/buckets.ts';
import { footageSource } from '../wiring/footage.ts';
import { executions } from '../wiring/machines.ts';
import { system } from '../wiring/system.ts';
import { ledger, streamStore } from '../wiring/tables.ts';
import { listFragments } from './steps/listFragments.ts';

const streams = streamStore();
const ports = {
  source: footageSource(streams),
  streams,
  ledger: ledger(),
  executions: executions(),
  objects: objectStore(),
  workBucket: setting('WORK_BUCKET'),
  system,
  retentionClasses: retentionClasses(),
};

/** Step of the archive machine: plans are recorded before anything is fetched. */
export const handler = step('listFragments', (input: Parameters<typeof listFragments>[0]) =>
  listFragments(input, ports),
);
