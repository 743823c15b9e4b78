import { tmpdir } from 'node:os';
import { retentionClasses, setting } from '../environment.ts';
import { objectStore } from '../wiring/buckets.ts';
import { footageSource } from '../wiring/footage.ts';
import { system } from '../wiring/system.ts';
import { ledger, streamStore } from '../wiring/tables.ts';
import type { ArchivePorts } from './steps/archivePorts.ts';

/** What the executing of a plan needs, for real. */
export function planPorts(): ArchivePorts {
  const streams = streamStore();
  return {
    source: footageSource(streams),
    streams,
    ledger: ledger(),
    objects: objectStore(),
    workBucket: setting('WORK_BUCKET'),
    system,
    retentionClasses: retentionClasses(),
    temporaryFolder: tmpdir(),
    clipsAtOnce: Number(setting('CLIP_CONCURRENCY')),
  };
}
