import { step } from '../step.ts';
import { planPorts } from './planPorts.ts';
import { type ArchiveBundleInput, archiveBundle } from './steps/archiveBundle.ts';

const ports = planPorts();

/** Step of the archive machine: the fragments of a plan as one Matroska file. */
export const handler = step('archiveBundle', (input: ArchiveBundleInput) => archiveBundle(input, ports));
