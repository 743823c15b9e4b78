import { parseIdentifier } from '../../core/segments/segmentReport.ts';
import { segmentStore, system } from '../wiring.ts';
import { jsonBody, listAnswer, pageOf, respond } from './respond.ts';
import { listSegments, reportSegment, segmentListRequest } from './steps/segments.ts';

const ports = { segments: segmentStore(), clock: system.clock };

/** What devices say that they recorded. */
export const handler = respond({
  'PUT /v1/segments': async (event) => ({
    status: 200,
    body: await reportSegment(jsonBody(event), undefined, ports),
  }),
  // A role of a device may call this with its own name alone (serverless/roles, docs/devices.md).
  'PUT /v1/devices/{thing}/segments': async (event) => {
    const thing = parseIdentifier(event.pathParameters?.thing, 'thing');
    return { status: 200, body: await reportSegment(jsonBody(event), thing, ports) };
  },
  'GET /v1/segments': async (event) => {
    const request = segmentListRequest(event.queryStringParameters ?? {}, system.clock.now());
    const { items, nextToken } = await listSegments(request, pageOf(event), ports);
    return listAnswer(items, nextToken);
  },
});
