import type { Track } from '../matroska/Track.ts';
import { fragmentedTrack, type MatroskaFragmentedTrack } from '../mp4/fragmented/FragmentedTrack.ts';
import type { TimedTrack } from '../mp4/samples/TimedTrack.ts';
import { audioSpecificConfig } from './audioSpecificConfig.ts';

/** Ids of the tracks of every segment: the same, wherever its footage was read. */
const PICTURES = 1;
const SOUND = 2;

const CODEC_IDS: Readonly<Record<string, Track['codecId']>> = {
  avc1: 'V_MPEG4/ISO/AVC',
  avc3: 'V_MPEG4/ISO/AVC',
  hvc1: 'V_MPEGH/ISO/HEVC',
  hev1: 'V_MPEGH/ISO/HEVC',
  mp4a: 'A_AAC',
};
const PLAYED: readonly string[] = ['V_MPEG4/ISO/AVC', 'V_MPEGH/ISO/HEVC', 'A_AAC'];

/** A track as players get it, with the one that it is made from. */
export interface PlayedTrack<Source> {
  readonly source: Source;
  readonly fragmented: MatroskaFragmentedTrack;
}

/**
 * What is played: the first track of pictures and the first of AAC sound. G.711 is no codec of HLS in fragmented MP4
 * (HLS authoring specification, 1.2 to 2.4), so such footage is played without sound. What a track declares is made from
 * its codec's own configuration alone: an archived clip and the fragments it was made from give the same bytes.
 *
 * @throws ArchiverError `UnsupportedMedia` where a configuration is none
 */
function played<Source>(tracks: readonly { source: Source; track: Track }[]): PlayedTrack<Source>[] {
  const known = tracks.filter(({ track }) => PLAYED.includes(track.codecId) && (track.codecPrivate?.length ?? 0) > 0);
  const pictures = known.find(({ track }) => track.type === 'video');
  const sound = known.find(({ track }) => track.type === 'audio');
  return [pictures, sound]
    .filter((each) => each !== undefined)
    .map(({ source, track: { type, codecId, codecPrivate, video, defaultDurationNs } }) => {
      const number = type === 'video' ? PICTURES : SOUND;
      return { source, fragmented: fragmentedTrack({ number, type, codecId, codecPrivate, video, defaultDurationNs }) };
    });
}

/** The played tracks of an MP4. */
export function playedTracksOfMp4(tracks: readonly TimedTrack[]): PlayedTrack<TimedTrack>[] {
  return played(
    tracks.flatMap((source) => {
      const codecId = CODEC_IDS[source.entryType];
      const { configuration, handler, id: number, width, height } = source;
      if (codecId === undefined || configuration === undefined || source.sampleCount === 0) return [];
      const isPicture = handler === 'vide';
      const codecPrivate = isPicture ? configuration : audioSpecificConfig(configuration);
      const track: Track = {
        number,
        type: isPicture ? 'video' : 'audio',
        codecId,
        codecPrivate,
        ...(isPicture ? { video: { width, height } } : {}),
      };
      return [{ source, track }];
    }),
  );
}

/** The played tracks of a Matroska document. */
export function playedTracksOfMatroska(tracks: readonly Track[]): PlayedTrack<Track>[] {
  return played(tracks.map((track) => ({ source: track, track })));
}
