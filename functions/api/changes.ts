import { parseStreamName } from '../../core/streams/enrolment.ts';
import { changeLog } from '../wiring/tables.ts';
import { assertReachesAll } from './caller.ts';
import { listAnswer, pageOf, respond } from './respond.ts';

const changes = changeLog();

/** Who changed what, and when. */
export const handler = respond({
  'GET /v1/streams/{stream}/changes': async (event) => {
    const stream = parseStreamName(event.pathParameters?.stream, 'stream');
    const { items, nextToken } = await changes.list(stream, pageOf(event));
    return listAnswer(items, nextToken);
  },
  // What is about no stream, or several.
  'GET /v1/changes': async (event, caller) => {
    assertReachesAll(caller);
    const { items, nextToken } = await changes.list(undefined, pageOf(event));
    return listAnswer(items, nextToken);
  },
});
