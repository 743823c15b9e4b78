import { SfnRuns } from '../../cloud/states/SfnRuns.ts';
import { parseStreamName } from '../../core/streams/enrolment.ts';
import { setting } from '../environment.ts';
import { objectStore } from '../wiring/buckets.ts';
import { footageSource } from '../wiring/footage.ts';
import { system } from '../wiring/system.ts';
import { enrolmentStore, ledger, streamStore } from '../wiring/tables.ts';
import { jsonBody, respond } from './respond.ts';
import { estimateBackfill } from './steps/estimateBackfill.ts';
import { parseBackfillRequest, startBackfill } from './steps/startBackfill.ts';

const streams = streamStore();
const ports = {
  enrolments: enrolmentStore(),
  streams,
  ledger: ledger(),
  source: footageSource(streams),
  objects: objectStore(),
  workBucket: setting('WORK_BUCKET'),
  runs: new SfnRuns(setting('ARCHIVE_MACHINE_ARN')),
};

/** Archives a range of a stream, or its open gaps, through the machine. */
export const handler = respond({
  'POST /v1/streams/{stream}/backfill': async (event) => {
    const stream = parseStreamName(event.pathParameters?.stream, 'stream');
    const request = parseBackfillRequest(jsonBody(event), system.clock);
    if (request.dryRun) {
      return { status: 200, body: await estimateBackfill(stream, request.range, ports), change: 'none' };
    }
    return { status: 202, body: await startBackfill(stream, request, event.requestContext.requestId, ports) };
  },
});
