import { parseStreamName } from '../../core/streams/enrolment.ts';
import { footageSource } from '../wiring/footage.ts';
import { system } from '../wiring/system.ts';
import { enrolmentStore, streamStore } from '../wiring/tables.ts';
import { listAnswer, pageOf, respond } from './respond.ts';
import { keptFragments, keptFragmentsRequest } from './steps/keptFragments.ts';

const streams = streamStore();
const ports = { enrolments: enrolmentStore(), streams, pages: footageSource(streams) };

/** What KVS holds of a stream now. */
export const handler = respond({
  'GET /v1/streams/{stream}/fragments': async (event) => {
    const stream = parseStreamName(event.pathParameters?.stream, 'stream');
    const range = keptFragmentsRequest(event.queryStringParameters ?? {}, system.clock.now());
    const { items, nextToken } = await keptFragments(stream, range, pageOf(event), ports);
    return listAnswer(items, nextToken);
  },
});
