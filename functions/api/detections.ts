import { objectLinks } from '../wiring/links.ts';
import { system } from '../wiring/system.ts';
import { detectionStore } from '../wiring/tables.ts';
import { listAnswer, pageOf, respond } from './respond.ts';
import { labelOf, spanOf } from './steps/newestFirstRequest.ts';
import { listLabels, searchDetections } from './steps/searchImages.ts';
import { streamsAsked } from './steps/streamsAsked.ts';

const ports = { detections: detectionStore(), links: objectLinks(), clock: system.clock };

/** What was seen, by label. */
export const handler = respond({
  'GET /v1/detections': async (event, caller) => {
    const query = event.queryStringParameters ?? {};
    const span = spanOf(query, system.clock.now());
    const request = { ...pageOf(event), ...span, ...labelOf(query.label), ...streamsAsked(query.stream, caller) };
    const { items, nextToken } = await searchDetections(request, ports);
    return listAnswer(items, nextToken);
  },
  'GET /v1/labels': async () => {
    const { items, nextToken } = await listLabels(ports);
    return listAnswer(items, nextToken);
  },
});
