import type { Track } from '../matroska/Track.ts';
import { formatSpan } from '../time/formatTime.ts';
import type { Check } from './Finding.ts';
import type { ReadFragment, StreamFacts } from './StreamFacts.ts';

const VIDEO: Readonly<Record<string, string>> = { 'V_MPEG4/ISO/AVC': 'H.264', 'V_MPEGH/ISO/HEVC': 'H.265' };
const AUDIO: Readonly<Record<string, string>> = { A_AAC: 'AAC', 'A_MS/ACM': 'G.711' };
/** Documented: service quotas, tracks. */
const MAX_TRACKS = 3;

const isRead = (newest: StreamFacts['newest']): newest is ReadFragment => newest !== undefined && 'tracks' in newest;
const videoOf = ({ tracks }: ReadFragment): Track | undefined => tracks.find(({ type }) => type === 'video');

/** A check that has something to say only of a fragment that could be read. */
const check = (
  code: string,
  find: (newest: ReadFragment, facts: StreamFacts) => ReturnType<Check<StreamFacts>['find']>,
): Check<StreamFacts> => ({
  code,
  find: (facts) => (isRead(facts.newest) ? find(facts.newest, facts) : undefined),
});

/** What a real fragment tells: codecs and their data, key frames. Sources: video playback track requirements. */
export const mediaChecks: readonly Check<StreamFacts>[] = [
  {
    code: 'media.unreadable',
    find: ({ newest }) =>
      newest !== undefined && 'unreadable' in newest
        ? {
            level: 'error',
            text: `the newest fragment cannot be read: ${newest.unreadable}`,
            remedy:
              'permissions (kinesisvideo:GetMediaForFragmentList, kms:Decrypt), or a producer that writes no Matroska',
          }
        : undefined,
  },
  check('codec.video', ({ tracks }) => {
    const videos = tracks.filter(({ type }) => type === 'video');
    const strange = videos.find(({ codecId }) => !Object.hasOwn(VIDEO, codecId));
    if (videos.length === 0) {
      return {
        level: 'warning',
        text: 'there is no video track',
        remedy: 'GetClip gives clips only of video; bundles are kept',
      };
    }
    return strange === undefined
      ? undefined
      : {
          level: 'error',
          text: `the video is ${strange.codecId}: KVS makes clips of H.264 and H.265 only`,
          remedy: 'let the camera encode H.264; until then the fragments are kept as bundles',
        };
  }),
  check('codec.private-missing', ({ tracks }) => {
    const bare = tracks.find(({ codecId, codecPrivate }) => codecId in VIDEO && (codecPrivate?.length ?? 0) === 0);
    return bare === undefined
      ? undefined
      : {
          level: 'error',
          text: `the ${VIDEO[bare.codecId]} track comes without its codec data (CodecPrivate): no player and no clip can be made of it`,
          remedy: 'the producer must write CodecPrivate (avcC or hvcC) into the track before the first frame',
        };
  }),
  check('codec.private-annex-b', ({ tracks }) => {
    const wrong = tracks.find(({ codecId, codecPrivate }) => codecId in VIDEO && startsWithStartCode(codecPrivate));
    return wrong === undefined
      ? undefined
      : {
          level: 'error',
          text: `the codec data of the ${VIDEO[wrong.codecId]} track are in Annex B form: KVS stores that and refuses to make clips of it`,
          remedy:
            'the producer must convert SPS and PPS into avcC or hvcC form, and frames to lengths before each NAL unit',
        };
  }),
  check('codec.audio', ({ tracks }) => {
    const strange = tracks.find(({ type, codecId }) => type === 'audio' && !Object.hasOwn(AUDIO, codecId));
    return strange === undefined
      ? undefined
      : {
          level: 'warning',
          text: `the audio is ${strange.codecId}: clips are made with AAC and G.711 only`,
          remedy: 'let the camera encode AAC; until then the fragments are kept as bundles',
        };
  }),
  check('codec.not-clippable', (newest) => {
    const isPair =
      videoOf(newest)?.codecId === 'V_MPEGH/ISO/HEVC' && newest.tracks.some(({ codecId }) => codecId === 'A_MS/ACM');
    return isPair
      ? {
          level: 'note',
          text: 'GetClip refuses H.265 with G.711: clips are made from the fragments, read by number',
          remedy: '--source fragments saves the call that fails; AAC audio would be taken',
        }
      : undefined;
  }),
  check('tracks.many', ({ tracks }) =>
    tracks.length > MAX_TRACKS
      ? {
          level: 'warning',
          text: `there are ${tracks.length} tracks: KVS takes ${MAX_TRACKS}`,
          remedy: 'send fewer tracks',
        }
      : undefined,
  ),
  check('key-frame.missing', (newest) =>
    videoOf(newest) === undefined || newest.startsWithKeyFrame
      ? undefined
      : {
          level: 'error',
          text: 'a fragment begins without a key frame: it cannot be shown by itself, and a clip that starts there is refused',
          remedy: 'the producer must begin each Cluster at a key frame (IDR)',
        },
  ),
  check('key-frame.spacing', ({ keyFrameMs }, { recent }) => {
    const [first, second] = keyFrameMs;
    if (first === undefined || second === undefined) return undefined;
    return {
      level: 'note',
      text: `a fragment holds ${keyFrameMs.length} key frames, ${formatSpan(second - first)} apart`,
      ...(recent.length > 0
        ? { remedy: 'fine for the archive; a fragment at each key frame reaches viewers sooner' }
        : {}),
    };
  }),
];

/** `00 00 01` or `00 00 00 01`. */
function startsWithStartCode(bytes: Uint8Array | undefined): boolean {
  if (bytes === undefined || bytes[0] !== 0 || bytes[1] !== 0) return false;
  return bytes[2] === 1 || (bytes[2] === 0 && bytes[3] === 1);
}
