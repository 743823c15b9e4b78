import { SfnRuns } from '../../cloud/states/SfnRuns.ts';
import { days, setting } from '../environment.ts';
import { cancelExport } from '../export/steps/concludeExport.ts';
import { exportPorts } from '../wiring/exports.ts';
import { objectLinks } from '../wiring/links.ts';
import { system } from '../wiring/system.ts';
import { streamNames } from '../wiring/tables.ts';
import { assertMayReach, mayReach } from './caller.ts';
import { jsonBody, listAnswer, pageOf, respond } from './respond.ts';
import { exportOf, parseExportRequest, settledExport, showExport, startExport, summaryOf } from './steps/exports.ts';
import { clipLinkSeconds } from './steps/showClip.ts';

const DAY_MS = 86_400_000;

const ports = {
  ...exportPorts(),
  runs: new SfnRuns(setting('EXPORT_MACHINE_ARN')),
  names: streamNames(),
  links: objectLinks(),
  exportDays: days('EXPORT_DAYS') / DAY_MS,
};

/** One file for any range of a stream. */
export const handler = respond({
  'POST /v1/exports': async (event, caller) => {
    const request = parseExportRequest(jsonBody(event), system.clock.now());
    assertMayReach(caller, request.streamName);
    const { requestId } = event.requestContext;
    const body = await startExport(request, { subject: caller.subject, requestId }, ports);
    return { status: 202, body, change: { stream: request.streamName, after: { ...body, ...request } } };
  },
  'GET /v1/exports': async (event, caller) => {
    const { limit, after } = pageOf(event);
    const { items, nextToken } = await ports.exports.list(limit, after);
    return listAnswer(items.filter(({ streamName }) => mayReach(caller, streamName)).map(summaryOf), nextToken);
  },
  'GET /v1/exports/{id}': async (event, caller) => {
    const seconds = clipLinkSeconds(event.queryStringParameters?.expires);
    const record = await exportOf(event.pathParameters?.id, ports);
    assertMayReach(caller, record.streamName);
    return { status: 200, body: await showExport(await settledExport(record, ports), seconds, ports) };
  },
  'DELETE /v1/exports/{id}': async (event, caller) => {
    const { exportId, streamName } = await exportOf(event.pathParameters?.id, ports);
    assertMayReach(caller, streamName);
    await cancelExport(exportId, ports);
    return { status: 204, change: { stream: streamName, after: { exportId, status: 'CANCELED' } } };
  },
});
