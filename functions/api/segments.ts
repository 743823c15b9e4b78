import { parseIdentifier, parseSegmentReport } from '../../core/segments/segmentReport.ts';
import { system } from '../wiring/system.ts';
import { segmentStore } from '../wiring/tables.ts';
import { assertMayReach, mayReach } from './caller.ts';
import { jsonBody, listAnswer, pageOf, respond } from './respond.ts';
import { listSegments, reportSegment, segmentListRequest } from './steps/segments.ts';

const ports = { segments: segmentStore(), clock: system.clock };

/** What devices say that they recorded: each report is its own record. */
export const handler = respond(
  {
    'PUT /v1/segments': async (event, caller) => {
      const report = parseSegmentReport(jsonBody(event));
      assertMayReach(caller, report.streamName);
      return { status: 200, body: await reportSegment(report, undefined, ports) };
    },
    // A role of a device may call this with its own name alone (serverless/roles, docs/devices.md).
    'PUT /v1/devices/{thing}/segments': async (event) => {
      const thing = parseIdentifier(event.pathParameters?.thing, 'thing');
      return { status: 200, body: await reportSegment(jsonBody(event), thing, ports) };
    },
    'GET /v1/segments': async (event, caller) => {
      const request = segmentListRequest(event.queryStringParameters ?? {}, system.clock.now());
      const { items, nextToken } = await listSegments(request, pageOf(event), ports);
      const shown = items.filter(({ streamName }) => mayReach(caller, streamName));
      return listAnswer(shown, nextToken);
    },
  },
  'unrecorded',
);
