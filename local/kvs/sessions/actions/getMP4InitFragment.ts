import { writeInitSegment } from '../../../../core/mp4/fragmented/writeInitSegment.ts';
import { KvsError } from '../../kvsError.ts';
import { checkSessionTracks } from '../checkSessionTracks.ts';
import { requiredParameter, type SessionAction } from './SessionAction.ts';

/** A track's init segment; of a later codec configuration, where a fragment is named. */
export const getMP4InitFragment: SessionAction = {
  name: 'GetMP4InitFragment',
  paths: { hls: '/hls/v1/getMP4InitFragment.mp4', dash: '/dash/v1/getMP4InitFragment.mp4' },
  container: 'FRAGMENTED_MP4',
  perSecond: 5,
  charge: () => ({}),
  async run({ session, query }) {
    const trackNumber = requiredParameter(query, 'TrackNumber');
    const document = query.has('FragmentNumber')
      ? await session.configuration(requiredParameter(query, 'FragmentNumber'))
      : (await session.sample()).document;
    const track = checkSessionTracks(document.tracks, session.terms).find(({ id }) => id === Number(trackNumber));
    if (track === undefined) {
      throw new KvsError('InvalidArgumentException', `TrackNumber ${trackNumber} is not in the session.`);
    }
    return { contentType: 'video/mp4', parts: [writeInitSegment([track])], changes: false };
  },
};
