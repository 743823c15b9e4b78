import type { Box } from '../box/Box.ts';
import { BoxCursor } from '../box/BoxCursor.ts';
import { demandBox, findBox } from '../box/findBox.ts';
import { NO_EDIT, readEditList } from '../inspect/readEditList.ts';
import { readTimescale } from '../inspect/readTimescale.ts';
import { readSampleTracks } from '../samples/readSampleTracks.ts';
import type { ClipTrack, TableRuns } from './ClipTrack.ts';

/** Tables of times name a run of equal ones in eight bytes. */
const RUN_BYTES = 8;
const MEDIA = new Set(['vide', 'soun']);

type Times = Pick<ClipTrack, 'timescale' | 'entry' | 'durations' | 'shifts' | 'delaySeconds' | 'mediaTime'>;

/**
 * Makes out the pictures and the sound of a progressive MP4: `readSampleTracks`, and the times beside it.
 *
 * @param moov the whole box, its header included
 * @param start its offset in the file
 * @throws ArchiverError `Corrupt`, naming the box
 */
export function readClipTracks(moov: Uint8Array, start: number, headerBytes: number): ClipTrack[] {
  const tracks = readSampleTracks(moov, start, headerBytes);
  const view = new DataView(moov.buffer, moov.byteOffset, moov.byteLength);
  const box: Box = { type: 'moov', start, dataStart: start + headerBytes, end: start + moov.length };
  const cursor = new BoxCursor(view, start, box);
  const bytesOf = (of: Box): Uint8Array => moov.slice(of.start - start, of.end - start);
  const times: Times[] = [];
  const movieTimescale = readTimescale(demandBox(cursor, 'mvhd'));
  for (const trak of new BoxCursor(view, start, box).children()) {
    if (trak.type === 'trak') times.push(readTimes(cursor, trak, movieTimescale, bytesOf));
  }
  return tracks
    .flatMap((track, index): ClipTrack[] => {
      const own = times[index];
      return own === undefined ? [] : [{ ...track, ...own }];
    })
    .filter(({ handler, sampleCount }) => MEDIA.has(handler) && sampleCount > 0);
}

function readTimes(moov: BoxCursor, trakBox: Box, movieTimescale: number, bytesOf: (box: Box) => Uint8Array): Times {
  const trak = () => moov.enter(trakBox);
  const stbl = (type: string) => ['mdia', 'minf', 'stbl', type] as const;
  const stsd = demandBox(trak(), ...stbl('stsd'));
  stsd.skip(8);
  const [entry] = stsd.children();
  if (entry === undefined) throw stsd.fault('holds no entry');
  const shifts = findBox(trak(), ...stbl('ctts'));
  const elst = findBox(trak(), 'edts', 'elst');
  const { delay, mediaTime } = elst === undefined ? NO_EDIT : readEditList(elst);
  return {
    timescale: readTimescale(demandBox(trak(), 'mdia', 'mdhd')),
    entry: bytesOf(entry),
    durations: readRuns(demandBox(trak(), ...stbl('stts')), false),
    ...(shifts === undefined ? {} : { shifts: readRuns(shifts, true) }),
    delaySeconds: delay / movieTimescale,
    mediaTime,
  };
}

function readRuns(table: BoxCursor, signed: boolean): TableRuns {
  table.versionAndFlags();
  const entries = table.u32();
  if (entries * RUN_BYTES > table.remaining) throw table.fault(`has no room for ${entries} entries`);
  const counts: number[] = [];
  const values: number[] = [];
  for (let entry = 0; entry < entries; entry++) {
    counts.push(table.u32());
    values.push(signed ? table.i32() : table.u32());
  }
  return { counts, values };
}
