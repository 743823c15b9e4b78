import { SfnRuns } from '../../cloud/states/SfnRuns.ts';
import { parseStreamName } from '../../core/streams/enrolment.ts';
import { setting } from '../environment.ts';
import { system } from '../wiring/system.ts';
import { enrolmentStore, streamNames } from '../wiring/tables.ts';
import { jsonBody, type Route, respond } from './respond.ts';
import { startRequest } from './steps/startRequest.ts';

const ports = {
  enrolments: enrolmentStore(),
  names: streamNames(),
  runs: new SfnRuns(setting('REQUEST_MACHINE_ARN')),
  clock: system.clock,
};

const routeOf =
  (kind: 'clip' | 'fragments'): Route =>
  async (event) => {
    const stream = parseStreamName(event.pathParameters?.stream, 'stream');
    const { requestId } = event.requestContext;
    return { status: 202, body: await startRequest(kind, stream, jsonBody(event), requestId, ports) };
  };

/** Footage as one file, on demand: as MP4, or as Matroska. */
export const handler = respond({
  'POST /v1/streams/{stream}/clips': routeOf('clip'),
  'POST /v1/streams/{stream}/fragments': routeOf('fragments'),
});
