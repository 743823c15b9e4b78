import { ArchiverError } from '../../../core/errors.ts';
import type { Track } from '../../../core/matroska/Track.ts';
import type { AnnexBCodec } from '../annexB/AnnexBCodec.ts';
import { isG711 } from '../g711/waveFormat.ts';
import { H264 } from '../h264/H264.ts';
import { isAnnexB, splitAnnexB } from '../h264/splitAnnexB.ts';
import { toLengthPrefixed } from '../h264/toLengthPrefixed.ts';
import { H265 } from '../h265/H265.ts';

/** A track of a Matroska stream that goes out. */
export interface ChosenTrack {
  /** Its number in the stream. */
  readonly declared: number;
  /** As it goes out. */
  track: Track;
  /** Of a stream that holds start codes: looks for the configuration in a key frame; true when it has changed. */
  readonly configure?: (keyFrame: Uint8Array) => boolean;
  /** Of a stream that holds start codes: the frame as it goes out. */
  readonly convert?: (frame: Uint8Array) => Uint8Array;
}

/**
 * The stream's video as track 1 and its sound as track 2: what Kinesis Video Streams plays, and what is left out.
 * @throws ArchiverError `UnsupportedMedia` without H.264 or H.265 video.
 */
export function chooseTracks(declared: readonly Track[]): { chosen: ChosenTrack[]; notices: string[] } {
  const notices: string[] = [];
  const video = declared.find((track) => track.type === 'video' && codecOf(track) !== undefined);
  const codec = video === undefined ? undefined : codecOf(video);
  if (video === undefined || codec === undefined) {
    const found = declared.map(({ codecId }) => codecId).join(', ') || 'no track at all';
    throw new ArchiverError(
      'UnsupportedMedia',
      `it holds no H.264 or H.265 video (${found}), and Kinesis Video Streams plays no other: encode it ` +
        '(ffmpeg … -c:v libx264 -g 50 -bf 0 -f matroska -)',
    );
  }
  const chosen = [videoTrack(video, codec)];
  const sound = declared.find(isPlayableSound);
  if (sound !== undefined) chosen.push({ declared: sound.number, track: { ...sound, number: 2, name: 'audio' } });
  for (const track of declared) {
    if (track === video || track === sound) continue;
    notices.push(`track ${track.number} (${track.codecId}) is left out: one video and one AAC or G.711 track go out`);
  }
  return { chosen, notices };
}

function videoTrack(declared: Track, codec: AnnexBCodec): ChosenTrack {
  const { codecPrivate, video } = declared;
  const track: Track = { ...declared, number: 1, name: 'video' };
  if (codecPrivate !== undefined && codecPrivate.length > 0 && !isAnnexB(codecPrivate)) {
    return withParameterSetsInBand({ declared: declared.number, track }, codec, codecPrivate);
  }
  // Muxers that copy a byte stream leave its start codes, which no player takes (documented: playback requirements).
  const initial = codecPrivate === undefined ? [] : setsOf(codec, codecPrivate);
  const chosen: ChosenTrack = {
    declared: declared.number,
    track: { ...track, codecPrivate: undefined },
    configure(keyFrame) {
      const found = setsOf(codec, keyFrame);
      const sets = found.length > 0 ? found : initial;
      if (found.length === 0 && chosen.track.codecPrivate !== undefined) return false;
      const format = codec.readFormat(sets);
      const before = chosen.track.codecPrivate;
      if (before !== undefined && Buffer.compare(before, format.codecPrivate) === 0) return false;
      const size = video ?? { width: format.width, height: format.height };
      chosen.track = { ...chosen.track, codecPrivate: format.codecPrivate, video: size };
      return true;
    },
    convert: (frame) =>
      toLengthPrefixed(splitAnnexB(frame).filter((unit) => !['parameter-set', 'delimiter'].includes(codec.role(unit)))),
  };
  return chosen;
}

/**
 * A camera that changes its picture sends new parameter sets with a key frame; a muxer that only copies does not write
 * its header again. Found there, they make a new configuration.
 */
function withParameterSetsInBand(chosen: ChosenTrack, codec: AnnexBCodec, declared: Uint8Array): ChosenTrack {
  const lengthBytes = ((codec === H264 ? declared[4] : declared[21]) ?? 0) & 3;
  if (lengthBytes !== 3) return chosen;
  const watched: ChosenTrack = {
    ...chosen,
    configure(keyFrame) {
      const known = Buffer.from(watched.track.codecPrivate ?? declared);
      const sets = unitsOf(keyFrame).filter((unit) => codec.role(unit) === 'parameter-set');
      if (sets.every((unit) => known.includes(Buffer.from(unit)))) return false;
      const kinds = new Set(sets.map((unit) => codec.parameterSetKey(unit).split(' ')[0]));
      // A whole set is needed: one alone may refer to what has not changed.
      if (kinds.size < (codec === H264 ? 2 : 3)) return false;
      const { codecPrivate, width, height } = codec.readFormat(sets);
      watched.track = { ...watched.track, codecPrivate, video: { width, height } };
      return true;
    },
  };
  return watched;
}

/** The NAL units of a frame with 4-byte lengths, as views. */
function unitsOf(frame: Uint8Array): Uint8Array[] {
  const view = new DataView(frame.buffer, frame.byteOffset, frame.byteLength);
  const units: Uint8Array[] = [];
  for (let at = 0; at + 4 < frame.length; ) {
    const length = view.getUint32(at);
    units.push(frame.subarray(at + 4, at + 4 + length));
    at += 4 + length;
  }
  return units;
}

function setsOf(codec: AnnexBCodec, bytes: Uint8Array): Uint8Array[] {
  return splitAnnexB(bytes).filter((unit) => codec.role(unit) === 'parameter-set');
}

function codecOf({ codecId }: Track): AnnexBCodec | undefined {
  return codecId === H264.codecId ? H264 : codecId === H265.codecId ? H265 : undefined;
}

function isPlayableSound({ type, codecId, codecPrivate }: Track): boolean {
  if (type !== 'audio' || codecPrivate === undefined || codecPrivate.length === 0) return false;
  return codecId === 'A_AAC' || (codecId === 'A_MS/ACM' && isG711(codecPrivate));
}
