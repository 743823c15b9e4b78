import { measureFailure } from '../../core/observe/measureAnalysis.ts';
import { step } from '../step.ts';
import { imageStore } from '../wiring/tables.ts';
import { type RecordFailureInput, recordFailure } from './steps/recordFailure.ts';

const ports = { images: imageStore() };

/** Step of the analyze machine: the image says why it was not looked at. */
export const handler = step(
  'recordFailure',
  (input: RecordFailureInput) => recordFailure(input, ports),
  measureFailure,
);
