import { setting } from '../environment.ts';
import { objectStore } from '../wiring/buckets.ts';
import { footageSource } from '../wiring/footage.ts';
import { system } from '../wiring/system.ts';
import { ledger, ledgerSpans, streamNames, streamStore } from '../wiring/tables.ts';
import type { PlaylistPorts } from './steps/archivePlaylist.ts';
import { ClipIndexes } from './steps/ClipIndexes.ts';
import { LiveFragments } from './steps/LiveFragments.ts';

/** The real ports of whoever plays the archive; what a warm environment remembers is in them. */
export function playbackPorts(): PlaylistPorts {
  const streams = streamStore();
  const source = footageSource(streams);
  const ports = {
    objects: objectStore(),
    ledger: ledger(),
    names: streamNames(),
    workBucket: setting('WORK_BUCKET'),
    clock: system.clock,
  };
  return {
    ...ports,
    spans: ledgerSpans(),
    streams,
    source,
    indexes: new ClipIndexes(ports),
    live: new LiveFragments(source),
  };
}
