import type { BoxCursor } from '../box/BoxCursor.ts';
import type { FragmentDefaults, Movie, MovieTrack } from './Movie.ts';

/** Flags of tfhd, trun and samples (ISO/IEC 14496-12, 8.8.3, 8.8.7, 8.8.8). */
const BASE_DATA_OFFSET = 0x1;
const SAMPLE_DESCRIPTION = 0x2;
const DEFAULT_DURATION = 0x8;
const DEFAULT_SIZE = 0x10;
const DEFAULT_FLAGS = 0x20;
const DEFAULT_BASE_IS_MOOF = 0x20000;
const DATA_OFFSET = 0x1;
const FIRST_SAMPLE_FLAGS = 0x4;
const SAMPLE_DURATION = 0x100;
const SAMPLE_SIZE = 0x200;
const SAMPLE_FLAGS = 0x400;
const COMPOSITION_OFFSET = 0x800;
const IS_NON_SYNC = 0x10000;

/**
 * Adds a whole moof to the movie.
 * @throws ArchiverError `Corrupt`
 */
export function readMovieFragment(moof: BoxCursor, movie: Movie): void {
  let dataEnd = moof.box.start;
  for (const child of moof.children()) {
    if (child.type === 'traf') dataEnd = readTrackFragment(moof.enter(child), movie, moof.box.start, dataEnd);
  }
}

function readTrackFragment(traf: BoxCursor, movie: Movie, moofStart: number, previousEnd: number): number {
  let track: MovieTrack | undefined;
  let defaults: FragmentDefaults = { duration: 0, size: 0, flags: 0 };
  let base = previousEnd;
  let at = previousEnd;
  for (const child of traf.children()) {
    const cursor = traf.enter(child);
    if (child.type === 'tfhd') {
      const header = readTrackFragmentHeader(cursor, movie, moofStart, previousEnd);
      ({ track, defaults, base } = header);
      at = base;
    } else if (track === undefined) {
      throw traf.fault('does not begin with a tfhd');
    } else if (child.type === 'tfdt') {
      const { version } = cursor.versionAndFlags();
      const time = version === 1 ? cursor.u64() : cursor.u32();
      track.firstDecodeTime ??= time;
      // A hole between movie fragments plays on: the media lasts to where this one begins, at least.
      track.duration = Math.max(track.duration, time - track.firstDecodeTime);
    } else if (child.type === 'trun') {
      at = readTrackRun(cursor, track, defaults, base, at);
      movie.dataEnd = Math.max(movie.dataEnd, at);
    }
  }
  return at;
}

function readTrackFragmentHeader(tfhd: BoxCursor, movie: Movie, moofStart: number, previousEnd: number) {
  const { flags } = tfhd.versionAndFlags();
  const id = tfhd.u32();
  const track = movie.tracks.find((each) => each.id === id);
  if (track === undefined) throw tfhd.fault(`names track ${id}, which the moov does not`);
  const trex = movie.defaults.get(id) ?? { duration: 0, size: 0, flags: 0 };
  let base = (flags & DEFAULT_BASE_IS_MOOF) !== 0 ? moofStart : previousEnd;
  if ((flags & BASE_DATA_OFFSET) !== 0) base = tfhd.u64();
  if ((flags & SAMPLE_DESCRIPTION) !== 0) tfhd.skip(4);
  const duration = (flags & DEFAULT_DURATION) !== 0 ? tfhd.u32() : trex.duration;
  const size = (flags & DEFAULT_SIZE) !== 0 ? tfhd.u32() : trex.size;
  const sampleFlags = (flags & DEFAULT_FLAGS) !== 0 ? tfhd.u32() : trex.flags;
  return { track, base, defaults: { duration, size, flags: sampleFlags } };
}

/** @returns the offset one past the run's last byte */
function readTrackRun(
  trun: BoxCursor,
  track: MovieTrack,
  defaults: FragmentDefaults,
  base: number,
  at: number,
): number {
  const { flags } = trun.versionAndFlags();
  const count = trun.u32();
  let end = (flags & DATA_OFFSET) !== 0 ? base + trun.i32() : at;
  const firstFlags = (flags & FIRST_SAMPLE_FLAGS) !== 0 ? trun.u32() : undefined;
  const fields = [SAMPLE_DURATION, SAMPLE_SIZE, SAMPLE_FLAGS, COMPOSITION_OFFSET].filter(
    (flag) => (flags & flag) !== 0,
  );
  if (count * fields.length * 4 > trun.remaining) throw trun.fault(`has no room for ${count} samples`);
  track.sampleCount += count;
  if (fields.length === 0) {
    track.duration += count * defaults.duration;
    const othersSync = (defaults.flags & IS_NON_SYNC) === 0 ? count : 0;
    track.syncSampleCount += withFirst(othersSync, count, defaults.flags, firstFlags);
    return end + count * defaults.size;
  }
  for (let sample = 0; sample < count; sample++) {
    track.duration += (flags & SAMPLE_DURATION) !== 0 ? trun.u32() : defaults.duration;
    end += (flags & SAMPLE_SIZE) !== 0 ? trun.u32() : defaults.size;
    let sampleFlags = (flags & SAMPLE_FLAGS) !== 0 ? trun.u32() : defaults.flags;
    if (sample === 0 && firstFlags !== undefined) sampleFlags = firstFlags;
    if ((sampleFlags & IS_NON_SYNC) === 0) track.syncSampleCount++;
    if ((flags & COMPOSITION_OFFSET) !== 0) trun.skip(4);
  }
  return end;
}

/** Sync samples of a run whose samples share their flags, but for the first one. */
function withFirst(sync: number, count: number, flags: number, firstFlags: number | undefined): number {
  if (firstFlags === undefined || count === 0) return sync;
  const usual = (flags & IS_NON_SYNC) === 0 ? 1 : 0;
  const first = (firstFlags & IS_NON_SYNC) === 0 ? 1 : 0;
  return sync - usual + first;
}
