import type { Track } from '../../../core/matroska/Track.ts';
import { fragmentedTrack, type MatroskaFragmentedTrack } from '../../../core/mp4/fragmented/FragmentedTrack.ts';
import { KvsError } from '../kvsError.ts';
import { clipError } from '../playback/clipError.ts';
import type { SessionTerms } from './SessionTerms.ts';

/**
 * Holds a fragment's tracks against what a session takes (documented: developer guide, video playback track
 * requirements): H.264 or H.265 in the first track and AAC, or none, in the second; AAC alone; with DASH also G.711 beside
 * pictures. Assumed: MPEG-TS takes no H.265 (Apple's rules want it in MP4).
 * @returns its tracks in the order of their numbers
 * @throws KvsError UnsupportedStreamMediaTypeException, MissingCodecPrivateDataException,
 *   InvalidCodecPrivateDataException
 */
export function checkSessionTracks(
  tracks: readonly Track[],
  { protocol, container }: Pick<SessionTerms, 'protocol' | 'container'>,
): readonly MatroskaFragmentedTrack[] {
  const ordered = [...tracks].sort((a, b) => a.number - b.number);
  const [first, second, ...others] = ordered.map(({ codecId }) => codecId);
  const isVideo = first === 'V_MPEG4/ISO/AVC' || (first === 'V_MPEGH/ISO/HEVC' && container !== 'MPEG_TS');
  const isAlone = first === 'A_AAC' && second === undefined;
  const hasSound = second === undefined || second === 'A_AAC' || (second === 'A_MS/ACM' && protocol === 'dash');
  if (others.length > 0 || !(isAlone || (isVideo && hasSound))) {
    throw new KvsError(
      'UnsupportedStreamMediaTypeException',
      `The media of the stream cannot be played in this session: ${tracks.map((track) => track.codecId).join(', ')}.`,
    );
  }
  try {
    return ordered.map(fragmentedTrack);
  } catch (error) {
    throw clipError(error);
  }
}
