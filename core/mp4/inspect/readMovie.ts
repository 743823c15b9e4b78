import type { BoxCursor } from '../box/BoxCursor.ts';
import type { FragmentDefaults, Movie, MovieTrack } from './Movie.ts';
import { NO_EDIT, readEditList } from './readEditList.ts';
import { readSampleTable } from './readSampleTable.ts';
import { readTimescale } from './readTimescale.ts';

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

function readTrack(trak: BoxCursor): { track: MovieTrack; dataEnd: number } {
  let id = 0;
  let edit = NO_EDIT;
  let media: ReturnType<typeof readMedia> | undefined;
  for (const child of trak.children()) {
    const cursor = trak.enter(child);
    if (child.type === 'tkhd') {
      const { version } = cursor.versionAndFlags();
      cursor.skip(version === 1 ? 16 : 8);
      id = cursor.u32();
    } else if (child.type === 'edts') {
      for (const list of cursor.children()) if (list.type === 'elst') edit = readEditList(cursor.enter(list));
    } else if (child.type === 'mdia') media = readMedia(cursor);
  }
  if (id === 0) throw trak.fault('has no track id');
  if (media === undefined) throw trak.fault('holds no mdia');
  const { table, handler, timescale } = media;
  const { sampleCount, syncSampleCount, duration, description, dataEnd } = table;
  const track = { id, handler, timescale, description, edit, sampleCount, syncSampleCount, duration };
  return { track: { ...track, firstDecodeTime: undefined }, dataEnd };
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
