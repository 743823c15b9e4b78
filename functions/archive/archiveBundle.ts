import { tmpdir } from 'node:os';
import { setting } from '../environment.ts';
import { step } from '../step.ts';
import { footageSource, ledger, objectStore, streamStore, system } from '../wiring.ts';
import { type ArchiveBundleInput, archiveBundle } from './steps/archiveBundle.ts';

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

/** Step of the archive machine: the fragments of a plan as one Matroska file. */
export const handler = step('archiveBundle', (input: ArchiveBundleInput) => archiveBundle(input, ports));
