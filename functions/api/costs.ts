import { DynamoRunLog } from '../../cloud/dynamodb/DynamoRunLog.ts';
import { documentClient } from '../../cloud/dynamodb/documents.ts';
import { expectations, setting } from '../environment.ts';
import { system } from '../wiring/system.ts';
import { enrolmentStore, streamStore } from '../wiring/tables.ts';
import { assertReachesAll } from './caller.ts';
import { respond } from './respond.ts';
import { showCosts } from './steps/showCosts.ts';

const ports = {
  enrolments: enrolmentStore(),
  streams: streamStore(),
  records: new DynamoRunLog(documentClient(), setting('RUNS_TABLE')),
  clock: system.clock,
  periodMs: expectations().periodMs,
};

/** What the month so far has cost. */
export const handler = respond({
  'GET /v1/costs': async (_event, caller) => {
    assertReachesAll(caller);
    return { status: 200, body: await showCosts(ports) };
  },
});
