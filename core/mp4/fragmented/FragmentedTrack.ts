import type { Track } from '../../matroska/Track.ts';
import { readSampleFormat, type SampleFormat } from '../build/SampleFormat.ts';

/** A track of a fragmented MP4, as its init segment declares it. */
export interface FragmentedTrack extends Pick<SampleFormat, 'handler' | 'timescale' | 'entry'> {
  /** track_ID: 1 or more, and another one for each track of a file. */
  readonly id: number;
  /** Matrix, width and height of a tkhd, where pictures are not shown as they are coded: turned, or stretched. */
  readonly display?: Uint8Array;
}

/** One made from a Matroska track, with what is needed to make samples of its frames. */
export interface MatroskaFragmentedTrack extends FragmentedTrack {
  readonly track: Track;
  readonly format: SampleFormat;
}

/**
 * A Matroska track for a fragmented MP4; it keeps its number.
 * @throws ArchiverError `UnsupportedMedia` with `details.reason`
 */
export function fragmentedTrack(track: Track): MatroskaFragmentedTrack {
  const format = readSampleFormat(track);
  const { handler, timescale, entry } = format;
  return { id: track.number, handler, timescale, entry, track, format };
}
