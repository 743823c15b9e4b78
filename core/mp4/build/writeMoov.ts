import { encodeString } from '../../matroska/ebml/encode.ts';
import { box, fullBox, u16, u32, u64 } from './boxBytes.ts';
import type { SampleFormat } from './SampleFormat.ts';
import type { TrackTable } from './TrackTable.ts';
import { writeSampleTable } from './writeSampleTable.ts';

/** Ticks a second of the movie's own times. */
export const MOVIE_TIMESCALE = 1000;
/** From 1904-01-01 to 1970-01-01. */
const EPOCH_OFFSET_SECONDS = 2_082_844_800;
/** No rotation, no scaling. */
export const MATRIX = u32(0x1_0000, 0, 0, 0, 0x1_0000, 0, 0, 0, 0x4000_0000);
/** Flags of a tkhd: enabled, and part of the presentation. */
export const ENABLED_IN_MOVIE = 3;
/** `und`. */
export const UNDETERMINED_LANGUAGE = 0x55c4;
const U32_MAX = 2 ** 32 - 1;

export interface MovieContent {
  readonly tables: readonly TrackTable[];
  readonly creationTimeMs: number;
  /** Offset in the file of the first media byte. */
  readonly mediaOffset: number;
  /** Whether chunk offsets take 8 bytes. */
  readonly wideOffsets: boolean;
}

/** Milliseconds from the clip's beginning to the end of its last frame. */
export function clipDurationMs(tables: readonly TrackTable[]): number {
  return Math.max(0, ...tables.map((table) => Math.round((table.endTicks * MOVIE_TIMESCALE) / table.format.timescale)));
}

/** The moov of a progressive file. Its size does not depend on `mediaOffset`. */
export function writeMoov(movie: MovieContent): Uint8Array {
  const created = Math.floor(movie.creationTimeMs / 1000) + EPOCH_OFFSET_SECONDS;
  const mvhd = fullBox(
    'mvhd',
    ...times(created, MOVIE_TIMESCALE, clipDurationMs(movie.tables)),
    u32(0x1_0000),
    u16(0x100, 0),
    u32(0, 0),
    MATRIX,
    new Uint8Array(24),
    u32(movie.tables.length + 1),
  );
  return box('moov', mvhd, ...movie.tables.map((table, index) => writeTrack(table, index + 1, movie, created)));
}

function writeTrack(table: TrackTable, id: number, movie: MovieContent, created: number): Uint8Array {
  const { handler, timescale, entry } = table.format;
  const video = handler === 'vide';
  const ticksToMovie = (ticks: number) => Math.round((ticks * MOVIE_TIMESCALE) / timescale);
  const delay = ticksToMovie(table.firstTicks);
  const played = ticksToMovie(table.endTicks) - delay;
  const [width, height] = entryDimensions(handler, entry);
  const [version, , header] = times(created, id, delay + played, true);
  const tkhd = fullBox(
    'tkhd',
    version,
    ENABLED_IN_MOVIE,
    header,
    u32(0, 0),
    u16(0, 0, video ? 0 : 0x100, 0),
    MATRIX,
    u32(width * 2 ** 16, height * 2 ** 16),
  );
  const mediaTicks = (table.decodeTimes.at(-1) ?? 0) - (table.decodeTimes[0] ?? 0) + table.lastFrameTicks;
  return box(
    'trak',
    tkhd,
    writeEdits(delay, played, mediaTimeOf(table)),
    box(
      'mdia',
      fullBox('mdhd', ...times(created, timescale, mediaTicks), u16(UNDETERMINED_LANGUAGE, 0)),
      writeHandler(handler),
      box('minf', ...mediaHeader(handler), writeSampleTable(table, movie.mediaOffset, movie.wideOffsets)),
    ),
  );
}

/** The hdlr of a track. */
export function writeHandler(handler: SampleFormat['handler']): Uint8Array {
  const name = handler === 'vide' ? 'VideoHandler\0' : 'SoundHandler\0';
  return fullBox('hdlr', 0, 0, u32(0), encodeString(handler), u32(0, 0, 0), encodeString(name));
}

/** What stands in a minf before its sample table: the media's own header, and that it lies in this file. */
export function mediaHeader(handler: SampleFormat['handler']): readonly Uint8Array[] {
  return [
    handler === 'vide' ? fullBox('vmhd', 0, 1, u16(0, 0, 0, 0)) : fullBox('smhd', 0, 0, u16(0, 0)),
    box('dinf', fullBox('dref', 0, 0, u32(1), fullBox('url ', 0, 1))),
  ];
}

/** Width and height, 32 and 34 bytes into a visual sample entry; none for sound. */
export function entryDimensions(handler: SampleFormat['handler'], entry: Uint8Array): readonly [number, number] {
  if (handler !== 'vide') return [0, 0];
  const view = new DataView(entry.buffer, entry.byteOffset);
  return [view.getUint16(32), view.getUint16(34)];
}

/** Where the first frame that is shown lies in the media's time, which begins with the first that is decoded. */
function mediaTimeOf(table: TrackTable): number {
  return table.firstTicks - (table.decodeTimes[0] ?? 0) + table.reorderTicks;
}

/** What stands before the track's first frame, and the track. */
function writeEdits(delay: number, played: number, mediaTime: number): Uint8Array {
  const wide = delay > U32_MAX || played > U32_MAX;
  const number = wide ? u64 : u32;
  const edit = (duration: number, from: number) =>
    from < 0
      ? [...number(duration), ...u32(...(wide ? [-1, -1] : [-1]), 0x1_0000)]
      : [...number(duration, from), ...u32(0x1_0000)];
  const edits = delay > 0 ? [edit(delay, -1), edit(played, mediaTime)] : [edit(played, mediaTime)];
  return box('edts', fullBox('elst', wide ? 1 : 0, 0, u32(edits.length), ...edits));
}

/** Creation and modification time, timescale or track id, and duration, in the version that holds them. */
function times(created: number, scaleOrId: number, duration: number, isTrack = false): [number, number, Uint8Array] {
  const wide = created > U32_MAX || duration > U32_MAX;
  const number = wide ? u64 : u32;
  const reserved = isTrack ? u32(0) : new Uint8Array(0);
  const parts = [number(created, created), u32(scaleOrId), reserved, number(duration)];
  return [wide ? 1 : 0, 0, Uint8Array.from(parts.flatMap((part) => [...part]))];
}
