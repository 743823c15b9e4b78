import type { Track } from './Track.ts';

/**
 * Whether two fragments can stand in one file: the same track numbers, and for each the same type, codec,
 * CodecPrivate, dimensions, sampling frequency and channels. Names do not matter, nor does the order of the tracks.
 */
export function sameCodecConfiguration(a: readonly Track[], b: readonly Track[]): boolean {
  const ours = new Map(a.map((track) => [track.number, track]));
  const theirs = new Map(b.map((track) => [track.number, track]));
  if (ours.size !== a.length || theirs.size !== b.length || a.length !== b.length) return false;
  return a.every((track) => sameTrack(track, theirs.get(track.number)));
}

function sameTrack(a: Track, b: Track | undefined): boolean {
  return (
    b !== undefined &&
    a.type === b.type &&
    a.codecId === b.codecId &&
    a.video?.width === b.video?.width &&
    a.video?.height === b.video?.height &&
    a.audio?.samplingFrequency === b.audio?.samplingFrequency &&
    a.audio?.channels === b.audio?.channels &&
    sameBytes(a.codecPrivate, b.codecPrivate)
  );
}

function sameBytes(a: Uint8Array | undefined, b: Uint8Array | undefined): boolean {
  if (a === undefined || b === undefined) return a === b;
  return a.length === b.length && a.every((byte, index) => byte === b[index]);
}
