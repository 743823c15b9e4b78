import type { Track } from '../../../core/matroska/Track.ts';
import { KvsError } from '../kvsError.ts';

/** WAVEFORMATEX's first two bytes, little-endian: the format. */
const FORMAT_ALAW = 6;

/**
 * Holds a clip's first fragment against what GetClip takes (documented: developer guide, video playback track
 * requirements): H.264 or H.265 first, then nothing, AAC, or with H.264 G.711 A-law.
 * @throws KvsError UnsupportedStreamMediaTypeException, MissingCodecPrivateDataException.
 */
export function checkClipTracks(tracks: readonly Track[]): void {
  const [video, audio, ...others] = [...tracks].sort((a, b) => a.number - b.number);
  const isAvc = video?.codecId === 'V_MPEG4/ISO/AVC';
  if (!isAvc && video?.codecId !== 'V_MPEGH/ISO/HEVC') throw unsupported(tracks);
  if (others.length > 0) throw unsupported(tracks);
  for (const track of tracks) {
    if ((track.codecPrivate?.length ?? 0) === 0) {
      throw new KvsError(
        'MissingCodecPrivateDataException',
        `No codec private data was found in track ${track.number} of the stream.`,
      );
    }
  }
  if (audio === undefined || audio.codecId === 'A_AAC') return;
  const [low = 0, high = 0] = audio.codecPrivate ?? [];
  const isAlaw = audio.codecId === 'A_MS/ACM' && low + high * 256 === FORMAT_ALAW;
  if (!isAvc || !isAlaw) throw unsupported(tracks);
}

const unsupported = (tracks: readonly Track[]): KvsError =>
  new KvsError(
    'UnsupportedStreamMediaTypeException',
    `The media of the stream cannot be put into a clip: ${tracks.map((track) => track.codecId).join(', ')}.`,
  );
