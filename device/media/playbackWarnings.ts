import type { Track } from '../../core/matroska/Track.ts';
import { WAVE_FORMAT } from './g711/waveFormat.ts';

/** What the service stores but will not play later, told before it is sent (documented: playback track requirements). */
export function playbackWarnings(tracks: readonly Track[]): string[] {
  const video = tracks.find(({ type }) => type === 'video');
  const sound = tracks.find(({ codecId }) => codecId === 'A_MS/ACM');
  if (video === undefined || sound === undefined) return [];
  if (video.codecId === 'V_MPEGH/ISO/HEVC') {
    return [
      'H.265 video with G.711 sound: KVS stores it, but its GetClip and HLS refuse it (DASH and the archive work); set the ' +
        "camera's sound to AAC or switch it off",
    ];
  }
  if (sound.codecPrivate?.[0] === WAVE_FORMAT.mulaw) {
    return [
      'G.711 mu-law sound: KVS stores it, but its GetClip and HLS refuse it (DASH and the archive work); set the ' +
        "camera's sound to AAC",
    ];
  }
  return ["G.711 A-law sound: KVS's GetClip and DASH play it, its HLS does not; set the camera's sound to AAC for HLS"];
}
