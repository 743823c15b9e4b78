import { parseStreamName } from '../../core/streams/enrolment.ts';
import { objectLinks } from '../wiring/links.ts';
import { system } from '../wiring/system.ts';
import { imageStore } from '../wiring/tables.ts';
import { listAnswer, pageOf, respond } from './respond.ts';
import { spanOf, truthOf } from './steps/newestFirstRequest.ts';
import { searchImages } from './steps/searchImages.ts';

const ports = { images: imageStore(), links: objectLinks(), clock: system.clock };

/** Images of a stream, labelled or not. */
export const handler = respond({
  'GET /v1/streams/{stream}/images': async (event) => {
    const streamName = parseStreamName(event.pathParameters?.stream, 'stream');
    const { labelled: asked, ...query } = event.queryStringParameters ?? {};
    const labelled = truthOf(asked, 'labelled');
    const span = spanOf(query, system.clock.now());
    const request = { ...pageOf(event), ...span, ...(labelled === undefined ? {} : { labelled }) };
    const { items, nextToken } = await searchImages(streamName, request, ports);
    return listAnswer(items, nextToken);
  },
});
