import { linksExpireMs, packageOutputs } from '../delivery/steps/packageOutputs.ts';
import { setting } from '../environment.ts';
import { cancelPackage } from '../package/steps/cancelPackage.ts';
import { deliverySigner } from '../wiring/delivery.ts';
import { exportPorts } from '../wiring/exports.ts';
import { packagePorts, packageRuns, transcoder } from '../wiring/packages.ts';
import { signingKeys } from '../wiring/secrets.ts';
import { system } from '../wiring/system.ts';
import { streamNames } from '../wiring/tables.ts';
import { assertMayReach } from './caller.ts';
import { jsonBody, listAnswer, pageOf, respond } from './respond.ts';
import {
  assertMayReachJob,
  jobOf,
  jobSummary,
  mayReachJob,
  packageRange,
  parseRangeRequest,
  showJob,
} from './steps/jobs.ts';

const ports = {
  ...packagePorts(),
  runs: packageRuns(),
  names: streamNames(),
  clock: system.clock,
  transcoder: transcoder(),
  exporting: exportPorts(),
};
const links = { keys: signingKeys(), signer: deliverySigner(), frontUrl: setting('FRONT_URL') };
const linkHours = Number(setting('PACKAGE_LINK_HOURS'));

/** Packaging jobs. */
export const handler = respond({
  'POST /v1/packages': async (event, caller) => {
    const request = parseRangeRequest(jsonBody(event), system.clock.now());
    assertMayReach(caller, request.streamName);
    const { requestId } = event.requestContext;
    const body = jobSummary(await packageRange(request, { subject: caller.subject, requestId }, ports));
    return { status: 202, body, change: { stream: request.streamName, after: body } };
  },
  'GET /v1/jobs': async (event, caller) => {
    const { limit, after } = pageOf(event);
    const { items, nextToken } = await ports.packages.list(limit, after);
    return listAnswer(items.filter((record) => mayReachJob(caller, record)).map(jobSummary), nextToken);
  },
  'GET /v1/jobs/{id}': async (event, caller) => {
    const record = await jobOf(event.pathParameters?.id, ports);
    assertMayReachJob(caller, record);
    const expiresMs = linksExpireMs(system.clock.now(), linkHours);
    return {
      status: 200,
      body: await showJob(record, expiresMs, (complete, untilMs) =>
        packageOutputs(complete, { expiresMs: untilMs }, links),
      ),
    };
  },
  'DELETE /v1/jobs/{id}': async (event, caller) => {
    const record = await jobOf(event.pathParameters?.id, ports);
    assertMayReachJob(caller, record);
    await cancelPackage(record.packageId, ports);
    const { packageId: jobId, source } = record;
    const stream = source.kind === 'archive' ? { stream: source.streamName } : {};
    return { status: 204, change: { ...stream, after: { jobId, status: 'CANCELED' } } };
  },
});
