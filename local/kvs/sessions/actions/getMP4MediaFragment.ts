import { framesToSegmentTrack } from '../../../../core/mp4/fragmented/framesToSegmentTrack.ts';
import { writeMediaSegment } from '../../../../core/mp4/fragmented/writeMediaSegment.ts';
import { KvsError } from '../../kvsError.ts';
import { clipError } from '../../playback/clipError.ts';
import { presentationStartMs, presentedFrames } from '../presentation.ts';
import { readSessionFragment } from '../readSessionFragment.ts';
import { requiredParameter, type SessionAction } from './SessionAction.ts';

/** One track of one fragment: moof and mdat. */
export const getMP4MediaFragment: SessionAction = {
  name: 'GetMP4MediaFragment',
  paths: { hls: '/hls/v1/getMP4MediaFragment.mp4', dash: '/dash/v1/getMP4MediaFragment.mp4' },
  container: 'FRAGMENTED_MP4',
  perSecond: 20,
  charge: () => ({ media: 1 }),
  async run({ session, query }) {
    const trackNumber = Number(requiredParameter(query, 'TrackNumber'));
    const { entry, document, tracks } = await readSessionFragment(session, requiredParameter(query, 'FragmentNumber'));
    const track = tracks.find(({ id }) => id === trackNumber);
    if (track === undefined) {
      throw new KvsError('InvalidArgumentException', `TrackNumber ${trackNumber} is not in the session.`);
    }
    try {
      const frames = presentedFrames(document, trackNumber, presentationStartMs(session.terms, entry));
      const parts = writeMediaSegment(entry.sequence, [framesToSegmentTrack(track, frames)]);
      return { contentType: 'video/mp4', parts, changes: false };
    } catch (error) {
      throw clipError(error);
    }
  },
};
