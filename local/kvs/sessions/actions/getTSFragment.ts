import { framesToSegmentTrack } from '../../../../core/mp4/fragmented/framesToSegmentTrack.ts';
import { aacStream } from '../../../../core/mpegts/aacStream.ts';
import { avcStream } from '../../../../core/mpegts/avcStream.ts';
import { writeTransportSegment } from '../../../../core/mpegts/writeTransportSegment.ts';
import { clipError } from '../../playback/clipError.ts';
import { presentationStartMs, presentedFrames } from '../presentation.ts';
import { readSessionFragment } from '../readSessionFragment.ts';
import { requiredParameter, type SessionAction } from './SessionAction.ts';

/** One fragment with all its tracks as MPEG-TS. */
export const getTSFragment: SessionAction = {
  name: 'GetTSFragment',
  paths: { hls: '/hls/v1/getTSFragment.ts' },
  container: 'MPEG_TS',
  perSecond: 20,
  charge: () => ({ media: 1 }),
  async run({ session, query }) {
    const { entry, document, tracks } = await readSessionFragment(session, requiredParameter(query, 'FragmentNumber'));
    const startMs = presentationStartMs(session.terms, entry);
    try {
      const streams = tracks.map((track) => {
        const samples = framesToSegmentTrack(track, presentedFrames(document, track.id, startMs));
        const configuration = track.track.codecPrivate ?? new Uint8Array(0);
        const streamOf = track.handler === 'vide' ? avcStream : aacStream;
        return streamOf(configuration, samples, track.timescale);
      });
      return { contentType: 'video/MP2T', parts: [writeTransportSegment(streams)], changes: false };
    } catch (error) {
      throw clipError(error);
    }
  },
};
