import type { BoxCursor } from '../box/BoxCursor.ts';
import type { FragmentDefaults, Movie, MovieTrack } from './Movie.ts';
import { readSampleTable } from './readSampleTable.ts';

/** More tracks than any clip has. */
const MAX_TRACKS = 127;

/**
 * Reads a whole moov.
 * @throws ArchiverError `Corrupt`
 */
export function readMovie(moov: BoxCursor): Movie {
  let timescale = 0;
  let fragmented = false;
  let dataEnd = 0;
  const tracks: MovieTrack[] = [];
  const defaults = new Map<number, FragmentDefaults>();
  for (const child of moov.children()) {
    const cursor = moov.enter(child);
    if (child.type === 'mvhd') timescale = readTimescale(cursor);
    else if (child.type === 'trak') {
      if (tracks.length === MAX_TRACKS) throw moov.fault(`holds over ${MAX_TRACKS} tracks`);
      const read = readTrack(cursor);
      tracks.push(read.track);
      dataEnd = Math.max(dataEnd, read.dataEnd);
    } else if (child.type === 'mvex') {
      fragmented = true;
      readDefaults(cursor, defaults);
    }
  }
  if (timescale === 0) throw moov.fault('has no timescale');
  return { timescale, fragmented, tracks, defaults, dataEnd };
}

/** Of an mvhd or mdhd. */
function readTimescale(header: BoxCursor): number {
  const { version } = header.versionAndFlags();
  header.skip(version === 1 ? 16 : 8);
  const timescale = header.u32();
  if (timescale === 0) throw header.fault('has no timescale');
  return timescale;
}

function readTrack(trak: BoxCursor): { track: MovieTrack; dataEnd: number } {
  let id = 0;
  let edit: MovieTrack['edit'] = { delay: 0, mediaTime: 0, duration: undefined };
  let media: ReturnType<typeof readMedia> | undefined;
  for (const child of trak.children()) {
    const cursor = trak.enter(child);
    if (child.type === 'tkhd') {
      const { version } = cursor.versionAndFlags();
      cursor.skip(version === 1 ? 16 : 8);
      id = cursor.u32();
    } else if (child.type === 'edts') {
      for (const list of cursor.children()) if (list.type === 'elst') edit = readEdits(cursor.enter(list));
    } else if (child.type === 'mdia') media = readMedia(cursor);
  }
  if (id === 0) throw trak.fault('has no track id');
  if (media === undefined) throw trak.fault('holds no mdia');
  const { table, handler, timescale } = media;
  const { sampleCount, syncSampleCount, duration, description, dataEnd } = table;
  const track = { id, handler, timescale, description, edit, sampleCount, syncSampleCount, duration };
  return { track: { ...track, firstDecodeTime: undefined }, dataEnd };
}

function readEdits(elst: BoxCursor): MovieTrack['edit'] {
  const { version } = elst.versionAndFlags();
  let delay = 0;
  let total: number | undefined = 0;
  let firstMediaTime: number | undefined;
  for (let entries = elst.u32(); entries > 0; entries--) {
    const duration = version === 1 ? elst.u64() : elst.u32();
    const high = version === 1 ? elst.i32() : 0;
    const low = version === 1 ? elst.u32() : elst.i32();
    const mediaTime = high * 2 ** 32 + low;
    elst.skip(4);
    if (mediaTime < 0) {
      if (firstMediaTime === undefined) delay += duration;
      continue;
    }
    firstMediaTime ??= mediaTime;
    // An edit without a length plays to the end: fragmented files are written before theirs is known.
    total = duration === 0 || total === undefined ? undefined : total + duration;
  }
  return { delay, mediaTime: firstMediaTime ?? 0, duration: firstMediaTime === undefined ? undefined : total };
}

function readMedia(mdia: BoxCursor) {
  let handler = '';
  let timescale = 0;
  let information: BoxCursor | undefined;
  for (const child of mdia.children()) {
    const cursor = mdia.enter(child);
    if (child.type === 'hdlr') {
      cursor.skip(8);
      handler = cursor.type();
    } else if (child.type === 'mdhd') timescale = readTimescale(cursor);
    else if (child.type === 'minf') information = cursor;
  }
  if (timescale === 0) throw mdia.fault('holds no mdhd');
  if (information === undefined) throw mdia.fault('holds no minf');
  for (const child of information.children()) {
    if (child.type !== 'stbl') continue;
    return { handler, timescale, table: readSampleTable(information.enter(child), handler) };
  }
  throw information.fault('holds no stbl');
}

function readDefaults(mvex: BoxCursor, defaults: Map<number, FragmentDefaults>): void {
  for (const child of mvex.children()) {
    if (child.type !== 'trex') continue;
    const trex = mvex.enter(child);
    trex.versionAndFlags();
    const id = trex.u32();
    trex.skip(4);
    defaults.set(id, { duration: trex.u32(), size: trex.u32(), flags: trex.u32() });
  }
}
