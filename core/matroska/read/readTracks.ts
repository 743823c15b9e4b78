import { corrupt } from '../ebml/corrupt.ts';
import type { Element } from '../ebml/Element.ts';
import { ElementId } from '../ebml/ElementId.ts';
import { readChildren } from '../ebml/readChildren.ts';
import { readBytes, readFloat, readString, readUnsigned } from '../ebml/readValue.ts';
import type { Track, TrackType } from '../Track.ts';

/** Matroska's defaults for an Audio element that leaves them out. */
const DEFAULT_SAMPLING_FREQUENCY = 8000;
const DEFAULT_CHANNELS = 1;
/** KVS takes three; more than this is no header. */
const MAX_TRACKS = 127;

/**
 * The entries of a whole Tracks element, in order, after those of an earlier one. What they hold is copied.
 * @throws ArchiverError `Corrupt`
 */
export function readTracks(bytes: Uint8Array, base: number, tracks: Element, earlier: readonly Track[] = []): Track[] {
  const found: Track[] = [...earlier];
  for (const entry of readChildren(bytes, base, tracks)) {
    if (entry.id !== ElementId.TrackEntry) continue;
    if (found.length === MAX_TRACKS) throw corrupt('Tracks', tracks.start, `holds over ${MAX_TRACKS} entries`);
    found.push(readTrackEntry(bytes, base, entry));
  }
  return found;
}

function readTrackEntry(bytes: Uint8Array, base: number, entry: Element): Track {
  let number = 0;
  let type: TrackType = 'other';
  let codecId = '';
  let codecPrivate: Uint8Array | undefined;
  let name: string | undefined;
  let defaultDurationNs: number | undefined;
  let video: Track['video'];
  let audio: Track['audio'];
  for (const child of readChildren(bytes, base, entry)) {
    if (child.id === ElementId.TrackNumber) number = readUnsigned(bytes, base, child);
    else if (child.id === ElementId.TrackType) type = trackType(readUnsigned(bytes, base, child));
    else if (child.id === ElementId.CodecId) codecId = readString(bytes, base, child);
    else if (child.id === ElementId.CodecPrivate) codecPrivate = readBytes(bytes, base, child).slice();
    else if (child.id === ElementId.Name) name = readString(bytes, base, child);
    else if (child.id === ElementId.DefaultDuration) defaultDurationNs = readUnsigned(bytes, base, child);
    else if (child.id === ElementId.Video) video = readVideo(bytes, base, child);
    else if (child.id === ElementId.Audio) audio = readAudio(bytes, base, child);
  }
  if (number === 0) throw corrupt('TrackEntry', entry.start, 'has no TrackNumber');
  return { number, type, codecId, codecPrivate, name, defaultDurationNs, video, audio };
}

function trackType(code: number): TrackType {
  return code === 1 ? 'video' : code === 2 ? 'audio' : 'other';
}

function readVideo(bytes: Uint8Array, base: number, video: Element): { width: number; height: number } {
  let width = 0;
  let height = 0;
  for (const child of readChildren(bytes, base, video)) {
    if (child.id === ElementId.PixelWidth) width = readUnsigned(bytes, base, child);
    else if (child.id === ElementId.PixelHeight) height = readUnsigned(bytes, base, child);
  }
  return { width, height };
}

function readAudio(bytes: Uint8Array, base: number, audio: Element): NonNullable<Track['audio']> {
  let samplingFrequency = DEFAULT_SAMPLING_FREQUENCY;
  let channels = DEFAULT_CHANNELS;
  let bitDepth: number | undefined;
  for (const child of readChildren(bytes, base, audio)) {
    if (child.id === ElementId.SamplingFrequency) samplingFrequency = readFloat(bytes, base, child);
    else if (child.id === ElementId.Channels) channels = readUnsigned(bytes, base, child);
    else if (child.id === ElementId.BitDepth) bitDepth = readUnsigned(bytes, base, child);
  }
  return { samplingFrequency, channels, bitDepth };
}
