import { type TimedFrame, TrackTable } from '../build/TrackTable.ts';
import type { MatroskaFragmentedTrack } from './FragmentedTrack.ts';
import type { SegmentTrack } from './SegmentTrack.ts';

/**
 * Frames of one track and one fragment as samples of a media segment. Nothing but these frames is looked at, so that a
 * segment that is asked for again is the same, byte by byte: the last frame lasts as long as the one before it, or as
 * its bytes or its header say.
 *
 * Pictures that are shown out of order are decoded so much earlier, and no offset is negative: ffmpeg shows a track with
 * negative ones too late.
 * @param frames in decoding order; times in milliseconds on the presentation's timeline, far enough from its beginning for
 *   what is decoded ahead. What would be decoded before it is put there, and is shown later by as much.
 * @throws ArchiverError `UnsupportedMedia`, `InvalidMediaFrame`
 */
export function framesToSegmentTrack(track: MatroskaFragmentedTrack, frames: readonly TimedFrame[]): SegmentTrack {
  const { format } = track;
  for (const frame of frames) format.checkFrame(frame.payload);
  const table = new TrackTable(track.track, format);
  table.addFragment(frames);
  const { decodeTimes, offsets, reorderTicks: aheadTicks } = table;
  return {
    id: track.id,
    baseDecodeTicks: Math.max(0, (decodeTimes[0] ?? 0) - aheadTicks),
    sampleBytes: format.sampleBytes,
    samples: frames.map((frame, index) => {
      const decode = decodeTimes[index] ?? 0;
      return {
        ticks: (decodeTimes[index + 1] ?? decode + table.lastFrameTicks) - decode,
        offsetTicks: format.handler === 'vide' ? (offsets[index] ?? 0) + aheadTicks : 0,
        // Every frame of sound can be begun with.
        keyframe: frame.keyframe || format.handler === 'soun',
        payload: frame.payload,
      };
    }),
  };
}
