import { optionalWord } from '../protocol/members.ts';
import { openSession } from '../sessions/openSession.ts';
import { readSessionTerms } from '../sessions/readSessionTerms.ts';
import { namedStream } from './namedStream.ts';
import type { JsonOperation } from './Operation.ts';

/**
 * Opens an HLS session and answers the URL of its master playlist. Documented: members, defaults, errors, and the rate.
 * The URL's path and its query are observed.
 */
export const getHLSStreamingSessionURL: JsonOperation = {
  kind: 'json',
  name: 'GetHLSStreamingSessionURL',
  service: 'kinesis-video-archived-media',
  path: '/getHLSStreamingSessionURL',
  rate: { stream: 25 },
  async run(input, call) {
    const terms = readSessionTerms(input, call.context.system.clock.now(), {
      selector: 'HLSFragmentSelector',
      maxFragments: 'MaxMediaPlaylistFragmentResults',
    });
    const container = optionalWord(input, 'ContainerFormat', ['FRAGMENTED_MP4', 'MPEG_TS']) ?? 'FRAGMENTED_MP4';
    const discontinuityMode =
      optionalWord(input, 'DiscontinuityMode', ['ALWAYS', 'NEVER', 'ON_DISCONTINUITY']) ??
      (terms.clock === 'SERVER_TIMESTAMP' ? 'ALWAYS' : 'NEVER');
    const showsTimestamps = optionalWord(input, 'DisplayFragmentTimestamp', ['ALWAYS', 'NEVER']) === 'ALWAYS';
    const wanted = {
      ...terms,
      protocol: 'hls',
      container,
      discontinuityMode,
      showsTimestamps,
      showsNumbers: false,
    } as const;
    const stream = await namedStream(input, call);
    return { HLSStreamingSessionURL: await openSession(wanted, stream, call, '/hls/v1/getHLSMasterPlaylist.m3u8') };
  },
};
