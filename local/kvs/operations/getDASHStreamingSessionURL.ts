import { optionalWord } from '../protocol/members.ts';
import { openSession } from '../sessions/openSession.ts';
import { readSessionTerms } from '../sessions/readSessionTerms.ts';
import { namedStream } from './namedStream.ts';
import type { JsonOperation } from './Operation.ts';

/**
 * Opens a DASH session and answers the URL of its manifest. Documented: members, defaults, errors, and the rate. The
 * URL's path and its query are observed.
 */
export const getDASHStreamingSessionURL: JsonOperation = {
  kind: 'json',
  name: 'GetDASHStreamingSessionURL',
  service: 'kinesis-video-archived-media',
  path: '/getDASHStreamingSessionURL',
  rate: { stream: 25 },
  async run(input, call) {
    const wanted = {
      ...readSessionTerms(input, call.context.system.clock.now(), {
        selector: 'DASHFragmentSelector',
        maxFragments: 'MaxManifestFragmentResults',
      }),
      protocol: 'dash',
      container: 'FRAGMENTED_MP4',
      discontinuityMode: 'NEVER',
      showsTimestamps: optionalWord(input, 'DisplayFragmentTimestamp', ['ALWAYS', 'NEVER']) === 'ALWAYS',
      showsNumbers: optionalWord(input, 'DisplayFragmentNumber', ['ALWAYS', 'NEVER']) === 'ALWAYS',
    } as const;
    const stream = await namedStream(input, call);
    return { DASHStreamingSessionURL: await openSession(wanted, stream, call, '/dash/v1/getDASHManifest.mpd') };
  },
};
