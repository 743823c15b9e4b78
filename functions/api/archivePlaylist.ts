import { signLink } from '../../core/links/signLink.ts';
import { archiveLink } from '../../core/playback/archiveLink.ts';
import { parseStreamName } from '../../core/streams/enrolment.ts';
import { setting } from '../environment.ts';
import { playbackPorts } from '../playback/playbackPorts.ts';
import { archivePlaylist } from '../playback/steps/archivePlaylist.ts';
import { encodedPlaylist } from '../playback/steps/encodedPlaylist.ts';
import { playlistRequest } from '../playback/steps/playlistRequest.ts';
import { signingKeys } from '../wiring/secrets.ts';
import { respond } from './respond.ts';
import { throughFront } from './throughFront.ts';

const ports = playbackPorts();
const signing = signingKeys();
const frontUrl = setting('FRONT_URL');

/** The archive as HLS: the playlist itself, its segments behind one link that expires. */
export const handler = respond({
  'GET /v1/streams/{stream}/archive.m3u8': async (event) => {
    const stream = parseStreamName(event.pathParameters?.stream, 'stream');
    const nowMs = ports.clock.now();
    const request = playlistRequest(event.queryStringParameters ?? {}, nowMs);
    const [key] = await signing.keys();
    const token = signLink(key, archiveLink({ stream, ...request }, nowMs));
    const base = throughFront(event) ? '../../..' : frontUrl;
    const playlist = await archivePlaylist(stream, request, `${base}/archive/${token}/`, ports);
    const { body, headers } = await encodedPlaylist(playlist, event.headers['accept-encoding'] ?? '');
    return { status: 200, content: { type: 'application/vnd.apple.mpegurl', body }, headers };
  },
});
