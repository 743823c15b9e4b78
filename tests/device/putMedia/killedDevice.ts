import { writeSync } from 'node:fs';
import { realSystem } from '../../../cloud/system/realSystem.ts';
import { runProducer } from '../../../device/putMedia/runProducer.ts';
import { CREDENTIALS, REGION } from '../kvsForDevices.ts';
import { SyntheticSource } from '../SyntheticSource.ts';

// A device in a process of its own, to be killed: endpoint, spool folder, first moment.
const [endpoint = '', folder = '', startMs = ''] = process.argv.slice(2);

await runProducer({
  source: new SyntheticSource({
    fragments: 10_000,
    startMs: Number(startMs),
    payloadBytes: 2_000,
    everyMs: 2,
    live: true,
  }),
  streamName: 'killed',
  region: REGION,
  endpoint,
  credentials: CREDENTIALS,
  createStream: { retentionHours: 24 },
  settings: { firstRetryMs: 5, longestRetryMs: 50, connectionTakenMs: 5 },
  spool: { folder, maxBytes: 50_000_000 },
  system: realSystem,
  onEvent: (event) => {
    // Told at once: what is written after a kill was written before it.
    if (event.kind === 'kept' || event.kind === 'persisted') writeSync(1, `${event.kind} ${event.timecodeMs}\n`);
  },
});
