import { concatBytes, encodeString } from '../../matroska/ebml/encode.ts';
import { box, fullBox, u16, u32, u64 } from '../build/boxBytes.ts';
import {
  ENABLED_IN_MOVIE,
  entryDimensions,
  MATRIX,
  MOVIE_TIMESCALE,
  mediaHeader,
  UNDETERMINED_LANGUAGE,
  writeHandler,
} from '../build/writeMoov.ts';
import type { JoinedTrack } from './JoinedTrack.ts';
import type { NumberList } from './NumberList.ts';
import type { RunList } from './RunList.ts';

/** From 1904-01-01 to 1970-01-01. */
const EPOCH_OFFSET_SECONDS = 2_082_844_800;
const U32_MAX = 2 ** 32 - 1;
const BOX_BYTES = 8;
const LARGE_BOX_BYTES = 16;

/** Bytes of a box in pieces: tables of a day are large, and are not copied from box to box. */
type Pieces = readonly Uint8Array[];

/**
 * ftyp, moov and the header of the mdat that follows. A file that plays while it comes: its tables are in front.
 *
 * @param tracks closed, in their order
 */
export function writeJoinedHead(tracks: readonly JoinedTrack[], mediaBytes: number, creationTimeMs: number): Pieces {
  const ftyp = box('ftyp', encodeString('isom'), u32(0x200), encodeString('isomiso2mp41'));
  const moovOf = (mediaOffset: number, wide: boolean) => writeMovie(tracks, creationTimeMs, mediaOffset, wide);
  const mdat = concatBytes([u32(1), encodeString('mdat'), u64(mediaBytes + LARGE_BOX_BYTES)]);
  const before = (wide: boolean) => ftyp.length + lengthOf(moovOf(0, wide)) + mdat.length;
  const wide = before(false) + mediaBytes > U32_MAX;
  return [ftyp, ...moovOf(before(wide), wide), mdat];
}

const lengthOf = (pieces: Pieces): number => pieces.reduce((sum, piece) => sum + piece.length, 0);

function boxOf(type: string, ...pieces: Pieces): Pieces {
  return [concatBytes([u32(lengthOf(pieces) + BOX_BYTES), encodeString(type)]), ...pieces];
}

function writeMovie(
  tracks: readonly JoinedTrack[],
  creationTimeMs: number,
  mediaOffset: number,
  wide: boolean,
): Pieces {
  const created = Math.floor(creationTimeMs / 1000) + EPOCH_OFFSET_SECONDS;
  const duration = Math.max(0, ...tracks.map((track) => toMovie(track.endTicks, track)));
  const mvhd = fullBox(
    'mvhd',
    1,
    0,
    u64(created, created),
    u32(MOVIE_TIMESCALE),
    u64(duration),
    u32(0x1_0000),
    u16(0x100, 0),
    u32(0, 0),
    MATRIX,
    new Uint8Array(24),
    u32(tracks.length + 1),
  );
  return boxOf(
    'moov',
    mvhd,
    ...tracks.flatMap((track, index) => writeTrack(track, index + 1, created, mediaOffset, wide)),
  );
}

const toMovie = (ticks: number, { timescale }: JoinedTrack): number =>
  Math.round((ticks * MOVIE_TIMESCALE) / timescale);

function writeTrack(track: JoinedTrack, id: number, created: number, mediaOffset: number, wide: boolean): Pieces {
  const { handler, timescale, firstTicks } = track;
  const delay = Math.max(0, toMovie(firstTicks, track));
  const played = Math.max(0, toMovie(track.endTicks, track) - delay);
  const [width, height] = entryDimensions(handler, track.entries[0] ?? new Uint8Array(0));
  const tkhd = fullBox(
    'tkhd',
    1,
    ENABLED_IN_MOVIE,
    u64(created, created),
    u32(id, 0),
    u64(delay + played),
    u32(0, 0),
    u16(0, 0, handler === 'vide' ? 0 : 0x100, 0),
    MATRIX,
    u32(width * 2 ** 16, height * 2 ** 16),
  );
  const edits = [
    ...(delay > 0 ? [u64(delay), u32(-1, -1), u32(0x1_0000)] : []),
    // What begins before the file does is not shown; and pictures are shown so much later than they are decoded.
    u64(played, Math.max(0, -firstTicks) - track.leastShift),
    u32(0x1_0000),
  ];
  return boxOf(
    'trak',
    tkhd,
    box('edts', fullBox('elst', 1, 0, u32(delay > 0 ? 2 : 1), ...edits)),
    ...boxOf(
      'mdia',
      fullBox(
        'mdhd',
        1,
        0,
        u64(created, created),
        u32(timescale),
        u64(track.mediaTicks),
        u16(UNDETERMINED_LANGUAGE, 0),
      ),
      writeHandler(handler),
      ...boxOf('minf', ...mediaHeader(handler), ...writeTables(track, mediaOffset, wide)),
    ),
  );
}

function writeTables(track: JoinedTrack, mediaOffset: number, wide: boolean): Pieces {
  const { sampleCount, leastShift, shifts, syncSamples, countedBytes, entries, chunkOffsets } = track;
  const isShifted = shifts.length > 1 || (shifts.length === 1 && shifts.values.at(0) !== leastShift);
  const someSync = countedBytes === undefined && syncSamples.length < sampleCount;
  return boxOf(
    'stbl',
    fullBox('stsd', 0, 0, u32(entries.length), ...entries),
    runsBox('stts', track.durations, 0),
    ...(isShifted ? [runsBox('ctts', shifts, -leastShift)] : []),
    ...(someSync ? [listBox('stss', syncSamples, [syncSamples.length])] : []),
    writeChunks(track),
    countedBytes === undefined
      ? listBox('stsz', track.sizes, [0, sampleCount])
      : fullBox('stsz', 0, 0, u32(countedBytes, sampleCount)),
    listBox(wide ? 'co64' : 'stco', chunkOffsets, [chunkOffsets.length], mediaOffset, wide),
  );
}

/** A full box of version 0 with a few words in front of a table; `fill` writes the table. */
function tableBox(type: string, words: readonly number[], tableBytes: number, fill: (view: DataView) => void) {
  const head = BOX_BYTES + 4 + words.length * 4;
  const bytes = new Uint8Array(head + tableBytes);
  bytes.set(concatBytes([u32(bytes.length), encodeString(type), u32(0, ...words)]));
  fill(new DataView(bytes.buffer, head));
  return bytes;
}

function runsBox(type: string, runs: RunList, plus: number): Uint8Array {
  return tableBox(type, [runs.length], runs.length * 8, (view) => {
    for (let run = 0; run < runs.length; run++) {
      view.setUint32(run * 8, runs.counts.at(run));
      view.setUint32(run * 8 + 4, runs.values.at(run) + plus);
    }
  });
}

function listBox(type: string, list: NumberList, words: readonly number[], plus = 0, wide = false): Uint8Array {
  const width = wide ? 8 : 4;
  return tableBox(type, words, list.length * width, (view) => {
    for (let index = 0; index < list.length; index++) {
      const value = list.at(index) + plus;
      if (wide) view.setBigUint64(index * 8, BigInt(value));
      else view.setUint32(index * 4, value);
    }
  });
}

/** Runs of chunks with as many samples of the same entry. */
function writeChunks({ chunkSamples, chunkEntries }: JoinedTrack): Uint8Array {
  const runs: number[] = [];
  for (let chunk = 0; chunk < chunkSamples.length; chunk++) {
    const isSame =
      chunk > 0 &&
      chunkSamples.at(chunk) === chunkSamples.at(chunk - 1) &&
      chunkEntries.at(chunk) === chunkEntries.at(chunk - 1);
    if (!isSame) runs.push(chunk + 1, chunkSamples.at(chunk), chunkEntries.at(chunk) + 1);
  }
  return tableBox('stsc', [runs.length / 3], runs.length * 4, (view) => {
    runs.forEach((value, index) => {
      view.setUint32(index * 4, value);
    });
  });
}
