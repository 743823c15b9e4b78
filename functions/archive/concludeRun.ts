import { measureRun } from '../../core/observe/measureWork.ts';
import { step } from '../step.ts';
import { objectStore } from '../wiring/buckets.ts';
import { type ConcludeRunInput, concludeRun } from './steps/concludeRun.ts';

const objects = objectStore();

/** Last step of the archive machine: was anything lost? */
export const handler = step('concludeRun', (input: ConcludeRunInput) => concludeRun(input, objects), measureRun);
