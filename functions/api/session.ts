import { playbackRequest } from '../../core/playback/playbackRequest.ts';
import { parseStreamName } from '../../core/streams/enrolment.ts';
import { enrolmentStore, playbackSessions, streamStore, system } from '../wiring.ts';
import { respond } from './respond.ts';
import { streamSession } from './steps/streamSession.ts';

const streams = streamStore();
const ports = {
  enrolments: enrolmentStore(),
  streams,
  sessions: playbackSessions(streams),
  clock: system.clock,
};

/** What plays a stream, live or from KVS's retention. */
export const handler = respond({
  'GET /v1/streams/{stream}/session': async (event) => {
    const stream = parseStreamName(event.pathParameters?.stream, 'stream');
    const terms = playbackRequest(event.queryStringParameters ?? {}, system.clock.now());
    return { status: 200, body: await streamSession(stream, terms, ports) };
  },
});
