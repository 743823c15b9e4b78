import { tmpdir } from 'node:os';
import { setting } from '../environment.ts';
import { step } from '../step.ts';
import { footageSource, ledger, objectStore, streamStore, system } from '../wiring.ts';
import { type ArchiveClipInput, archiveClip } from './steps/archiveClip.ts';

const streams = streamStore();
const ports = {
  source: footageSource(streams),
  streams,
  ledger: ledger(),
  objects: objectStore(),
  workBucket: setting('WORK_BUCKET'),
  system,
  temporaryFolder: tmpdir(),
};

/** Step of the archive machine: one plan, from fetch to ledger row. */
export const handler = step('archiveClip', (input: ArchiveClipInput) => archiveClip(input, ports));
