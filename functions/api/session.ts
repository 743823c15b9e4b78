import { archivePath } from '../../core/playback/archiveLink.ts';
import { playbackRequest } from '../../core/playback/playbackRequest.ts';
import type { ArchivePlaylists } from '../../core/ports/archivePlaylists.ts';
import { parseStreamName } from '../../core/streams/enrolment.ts';
import { setting } from '../environment.ts';
import { playbackSessions } from '../wiring/footage.ts';
import { signingKeys } from '../wiring/secrets.ts';
import { system } from '../wiring/system.ts';
import { enrolmentStore, ledgerSpans, segmentStore, streamNames, streamStore } from '../wiring/tables.ts';
import { assertMayReach } from './caller.ts';
import { respond } from './respond.ts';
import { segmentOf, segmentSession } from './steps/segmentSession.ts';
import { streamSession } from './steps/streamSession.ts';

const keys = signingKeys();
const frontUrl = setting('FRONT_URL');
const playlists: ArchivePlaylists = {
  async linkTo(stream, span, untilMs) {
    const [key] = await keys.keys();
    return `${frontUrl}${archivePath(key, { stream, ...span }, system.clock.now(), untilMs)}`;
  },
};

const streams = streamStore();
const ports = {
  enrolments: enrolmentStore(),
  streams,
  sessions: playbackSessions(streams),
  segments: segmentStore(),
  names: streamNames(),
  spans: ledgerSpans(),
  playlists,
  clock: system.clock,
};

/** What plays a stream, live or from KVS's retention, and what plays a segment that a device reported. */
export const handler = respond({
  'GET /v1/streams/{stream}/session': async (event) => {
    const stream = parseStreamName(event.pathParameters?.stream, 'stream');
    const terms = playbackRequest(event.queryStringParameters ?? {}, system.clock.now());
    return { status: 200, body: await streamSession(stream, terms, ports) };
  },
  'GET /v1/segments/{clientID}/session': async (event, caller) => {
    const segment = await segmentOf(event.pathParameters?.clientID, ports);
    assertMayReach(caller, segment.streamName);
    return { status: 200, body: await segmentSession(segment, event.queryStringParameters ?? {}, ports) };
  },
});
