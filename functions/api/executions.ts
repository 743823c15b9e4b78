import { DynamoRunLog } from '../../cloud/dynamodb/DynamoRunLog.ts';
import { documentClient } from '../../cloud/dynamodb/documents.ts';
import { SfnRuns } from '../../cloud/states/SfnRuns.ts';
import { setting } from '../environment.ts';
import { enrolmentStore, ledger, streamStore, system } from '../wiring.ts';
import { respond } from './respond.ts';
import { showExecution } from './steps/showExecution.ts';

const ports = {
  enrolments: enrolmentStore(),
  streams: streamStore(),
  ledger: ledger(),
  records: new DynamoRunLog(documentClient(), setting('RUNS_TABLE')),
  runs: new SfnRuns(setting('ARCHIVE_MACHINE_ARN')),
  clock: system.clock,
};

/** How a run of the archive machine fares. */
export const handler = respond({
  'GET /v1/executions/{id}': async (event) => ({
    status: 200,
    body: await showExecution(event.pathParameters?.id, ports),
  }),
});
