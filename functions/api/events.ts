import { objectLinks } from '../wiring/links.ts';
import { system } from '../wiring/system.ts';
import { footageEventStore } from '../wiring/tables.ts';
import { listAnswer, pageOf, respond } from './respond.ts';
import { labelOf, spanOf } from './steps/newestFirstRequest.ts';
import { searchEvents } from './steps/searchImages.ts';
import { streamsAsked } from './steps/streamsAsked.ts';

const ports = { events: footageEventStore(), links: objectLinks(), clock: system.clock };

/** What the rules of streams made of what was seen. */
export const handler = respond({
  'GET /v1/events': async (event, caller) => {
    const query = event.queryStringParameters ?? {};
    const span = spanOf(query, system.clock.now());
    const request = { ...pageOf(event), ...span, ...labelOf(query.label), ...streamsAsked(query.stream, caller) };
    const { items, nextToken } = await searchEvents(request, ports);
    return listAnswer(items, nextToken);
  },
});
