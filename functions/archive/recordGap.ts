import { setting } from '../environment.ts';
import { step } from '../step.ts';
import { objectStore } from '../wiring/buckets.ts';
import { system } from '../wiring/system.ts';
import { ledger, streamStore } from '../wiring/tables.ts';
import { type RecordGapInput, recordGap } from './steps/recordGap.ts';

const ports = {
  streams: streamStore(),
  ledger: ledger(),
  objects: objectStore(),
  workBucket: setting('WORK_BUCKET'),
  system,
};

/** Step of the archive machine: a plan that could not be stored is written down as a gap. */
export const handler = step('recordGap', (input: RecordGapInput) => recordGap(input, ports));
