import { ArchiverError } from '../../errors.ts';
import { ElementId } from '../ebml/ElementId.ts';
import { concatBytes, encodeElement, encodeFloat, encodeString, encodeUnsigned } from '../ebml/encode.ts';
import type { Track } from '../Track.ts';

/** Matroska's track types; 17 (subtitle) is as good as any for what is neither picture nor sound. */
const TYPE_CODES = { video: 1, audio: 2, other: 17 } as const;

/** AWS's producers write the sizes of masters in 4 bytes here (observed). */
const MASTER_SIZE_WIDTH = 4;

/**
 * One TrackEntry; its TrackUID is the track number.
 * @throws ArchiverError `InvalidInput`, naming the field.
 */
export function writeTrackEntry(track: Track): Uint8Array {
  if (!Number.isSafeInteger(track.number) || track.number < 1) {
    throw new ArchiverError('InvalidInput', `track number ${track.number} is not a whole number from 1`);
  }
  const fields = [
    encodeElement(ElementId.TrackNumber, encodeUnsigned(track.number)),
    encodeElement(ElementId.TrackUid, encodeUnsigned(track.number, 8)),
    encodeElement(ElementId.TrackType, [TYPE_CODES[track.type]]),
  ];
  if (track.name !== undefined) fields.push(encodeElement(ElementId.Name, encodeString(track.name)));
  fields.push(encodeElement(ElementId.CodecId, encodeString(track.codecId)));
  if (track.defaultDurationNs !== undefined) {
    fields.push(encodeElement(ElementId.DefaultDuration, encodeUnsigned(track.defaultDurationNs)));
  }
  if (track.video !== undefined) fields.push(encodeElement(ElementId.Video, video(track.video), MASTER_SIZE_WIDTH));
  if (track.audio !== undefined) fields.push(encodeElement(ElementId.Audio, audio(track.audio), MASTER_SIZE_WIDTH));
  if (track.codecPrivate !== undefined) fields.push(encodeElement(ElementId.CodecPrivate, track.codecPrivate));
  return encodeElement(ElementId.TrackEntry, concatBytes(fields), MASTER_SIZE_WIDTH);
}

function video(picture: NonNullable<Track['video']>): Uint8Array {
  return concatBytes([
    encodeElement(ElementId.PixelWidth, encodeUnsigned(picture.width, 2)),
    encodeElement(ElementId.PixelHeight, encodeUnsigned(picture.height, 2)),
  ]);
}

function audio(sound: NonNullable<Track['audio']>): Uint8Array {
  const fields = [
    encodeElement(ElementId.SamplingFrequency, encodeFloat(sound.samplingFrequency)),
    encodeElement(ElementId.Channels, encodeUnsigned(sound.channels)),
  ];
  if (sound.bitDepth !== undefined) fields.push(encodeElement(ElementId.BitDepth, encodeUnsigned(sound.bitDepth)));
  return concatBytes(fields);
}
