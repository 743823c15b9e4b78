import { DynamoRunLog } from '../../cloud/dynamodb/DynamoRunLog.ts';
import { documentClient } from '../../cloud/dynamodb/documents.ts';
import { SfnRuns } from '../../cloud/states/SfnRuns.ts';
import { setting } from '../environment.ts';
import { objectLinks } from '../wiring/links.ts';
import { system } from '../wiring/system.ts';
import { enrolmentStore, exportStore, ledger, streamStore } from '../wiring/tables.ts';
import { assertMayReach, assertReachesAll } from './caller.ts';
import { respond } from './respond.ts';
import { showExecution } from './steps/showExecution.ts';
import { EXPORT_PREFIX, showExportExecution } from './steps/showExportExecution.ts';
import { showRequest } from './steps/showRequest.ts';
import { REQUEST_PREFIX } from './steps/startRequest.ts';

const ports = {
  enrolments: enrolmentStore(),
  streams: streamStore(),
  ledger: ledger(),
  records: new DynamoRunLog(documentClient(), setting('RUNS_TABLE')),
  runs: new SfnRuns(setting('ARCHIVE_MACHINE_ARN')),
  clock: system.clock,
};

const requests = { runs: new SfnRuns(setting('REQUEST_MACHINE_ARN')), links: objectLinks(), clock: system.clock };

const exported = { runs: new SfnRuns(setting('EXPORT_MACHINE_ARN')), exports: exportStore() };

function show(id: string | undefined): Promise<Record<string, unknown>> {
  if (id?.startsWith(REQUEST_PREFIX)) return showRequest(id, requests);
  return id?.startsWith(EXPORT_PREFIX) ? showExportExecution(id, exported) : showExecution(id, ports);
}

/** How a run of the archive machine fares, an export, or the making of a file on request. */
export const handler = respond({
  'GET /v1/executions/{id}': async (event, caller) => {
    const body = await show(event.pathParameters?.id);
    if (typeof body.streamName === 'string') assertMayReach(caller, body.streamName);
    else assertReachesAll(caller);
    return { status: 200, body };
  },
});
