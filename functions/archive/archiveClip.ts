import { step } from '../step.ts';
import { planPorts } from './planPorts.ts';
import { type ArchiveClipInput, archiveClip } from './steps/archiveClip.ts';

const ports = planPorts();

/** Step of the archive machine: one plan, from fetch to ledger row. */
export const handler = step('archiveClip', (input: ArchiveClipInput) => archiveClip(input, ports));
