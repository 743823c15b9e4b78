import { DynamoRunLog } from '../../cloud/dynamodb/DynamoRunLog.ts';
import { documentClient } from '../../cloud/dynamodb/documents.ts';
import { SfnRuns } from '../../cloud/states/SfnRuns.ts';
import { setting } from '../environment.ts';
import { objectLinks } from '../wiring/links.ts';
import { machineRuns, machines } from '../wiring/machineRuns.ts';
import { system } from '../wiring/system.ts';
import { enrolmentStore, exportStore, ledger, streamStore } from '../wiring/tables.ts';
import { assertMayReach, assertReachesAll, type Caller } from './caller.ts';
import { listAnswer, respond } from './respond.ts';
import { listRuns, runSummary } from './steps/listRuns.ts';
import { runsAsked } from './steps/runsAsked.ts';
import { showExecution } from './steps/showExecution.ts';
import { EXPORT_PREFIX, showExportExecution } from './steps/showExportExecution.ts';
import { showRequest } from './steps/showRequest.ts';
import { redriveRun, showRunStates } from './steps/showRunStates.ts';
import { REQUEST_PREFIX } from './steps/startRequest.ts';
import { machineOfRun, streamOfRun } from './steps/streamOfRun.ts';

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

function assertMaySee(caller: Caller, stream: unknown): void {
  if (typeof stream === 'string') assertMayReach(caller, stream);
  else assertReachesAll(caller);
}

/** A run that the caller may know of, with its machine. */
async function runOf(id: string | undefined, caller: Caller) {
  const machine = machineOfRun(id, Object.keys(machines()));
  const runs = machineRuns(machine);
  const run = await runs.describe(id ?? '');
  const stream = await streamOfRun(run, machine, exported.exports);
  assertMaySee(caller, stream);
  return { machine, runs, run, stream };
}

/** Runs of the stack's machines: what each did, how it fares, and what puts it right. */
export const handler = respond({
  'GET /v1/executions': async (event, caller) => {
    assertReachesAll(caller);
    const { items, nextToken } = await listRuns(runsAsked(event, machines(), system.clock.now()), machineRuns);
    return listAnswer(items.map(runSummary), nextToken);
  },
  'GET /v1/executions/{id}': async (event, caller) => {
    const body = await show(event.pathParameters?.id);
    assertMaySee(caller, body.streamName);
    return { status: 200, body };
  },
  'GET /v1/executions/{id}/states': async (event, caller) => {
    const { machine, runs, run, stream } = await runOf(event.pathParameters?.id, caller);
    return { status: 200, body: await showRunStates(run, machine, stream, { ...ports, runs }) };
  },
  'POST /v1/executions/{id}/redrive': async (event, caller) => {
    const { machine, runs, run, stream } = await runOf(event.pathParameters?.id, caller);
    const body = await redriveRun(run, runs);
    return { status: 202, body, change: { ...(stream === undefined ? {} : { stream }), after: { machine, ...body } } };
  },
  'GET /v1/machines': async () =>
    listAnswer(
      Object.entries(machines()).map(([machine, { type }]) => ({ machine, type })),
      undefined,
    ),
  'GET /v1/machines/{machine}': async (event) => {
    const machine = event.pathParameters?.machine ?? '';
    const definition = await machineRuns(machine).outline();
    return { status: 200, body: { machine, type: machines()[machine]?.type, definition } };
  },
});
