import { ArchiverError } from '../errors.ts';
import type { ProducerMs } from '../fragment.ts';
import { concatBytes, encodeString } from '../matroska/ebml/encode.ts';
import type { Frame, MatroskaDocument } from '../matroska/StoredFragment.ts';
import { sameCodecConfiguration } from '../matroska/sameCodecConfiguration.ts';
import type { Track } from '../matroska/Track.ts';
import { box, u32, u64 } from './build/boxBytes.ts';
import { readSampleFormat } from './build/SampleFormat.ts';
import { TrackTable } from './build/TrackTable.ts';
import { clipDurationMs, writeMoov } from './build/writeMoov.ts';
import { unsupported } from './UnsupportedReason.ts';

export type { UnsupportedReason } from './UnsupportedReason.ts';

/** A fragment for a clip: what `readFragment` gives, or `readDocument` with the producer time beside it. */
export type ClipFragment = Pick<MatroskaDocument, 'tracks' | 'clusterTimecodeMs' | 'frames'> & {
  /** Footage time of the cluster's timecode. */
  readonly producerMs: ProducerMs;
};

/** Fragments that can be read again, in the order in which they shall play. Only one is in memory at a time. */
export interface ClipSource {
  readonly count: number;
  /** Reads fragment `index` (0-based). Called for each index in order, in two passes. */
  read(index: number): Promise<ClipFragment>;
}

/** Where the MP4 goes. Positions follow each other without a gap from 0: a stream that only appends will do. */
export interface Mp4Sink {
  write(position: number, bytes: Uint8Array): void | Promise<void>;
}

export interface BuildOptions {
  /** `creation_time` of the file, UTC epoch milliseconds. */
  readonly creationTimeMs: number;
}

/** What was built. */
export interface BuiltMp4 {
  readonly bytes: number;
  readonly durationMs: number;
}

const U32_MAX = 2 ** 32 - 1;
/** What may stand before the media: tables of over ten million frames. */
const MAX_HEAD_BYTES = 2 ** 28;

/**
 * Makes one progressive MP4 with the moov in front from fragments of one codec configuration, without holding the clip
 * in memory: the first pass over the source makes the tables, the second one copies the frames. H.264 or H.265, with
 * AAC or without sound; G.711 beside H.264 only.
 *
 * Times count from the first fragment's producer time (or from a frame that lies before it); gaps between fragments
 * stay; pictures keep the order in which they are shown. The last frame lasts as long as the one before it. A track
 * without frames is left out.
 * @throws ArchiverError `UnsupportedMedia` with `details.reason`, an `UnsupportedReason`; `InvalidInput` for a source
 *   without frames or out of order; `Conflict` when the second pass reads other frames than the first.
 */
export async function buildMp4(source: ClipSource, sink: Mp4Sink, options: BuildOptions): Promise<BuiltMp4> {
  const { tables, mediaBytes } = await readTables(source);
  const ftyp = box('ftyp', encodeString('isom'), u32(0x200), encodeString('isomiso2mp41'));
  const mdat =
    mediaBytes + 8 > U32_MAX
      ? concatBytes([u32(1), encodeString('mdat'), u64(mediaBytes + 16)])
      : concatBytes([u32(mediaBytes + 8), encodeString('mdat')]);
  const wideOffsets = mediaBytes > U32_MAX - MAX_HEAD_BYTES;
  const movie = { tables, creationTimeMs: options.creationTimeMs, wideOffsets };
  const mediaOffset = ftyp.length + writeMoov({ ...movie, mediaOffset: 0 }).length + mdat.length;
  const head = concatBytes([ftyp, writeMoov({ ...movie, mediaOffset }), mdat]);
  await sink.write(0, head);
  await copyFrames(source, sink, mediaOffset, mediaBytes);
  return { bytes: mediaOffset + mediaBytes, durationMs: clipDurationMs(tables) };
}

/** The first pass. */
async function readTables(source: ClipSource): Promise<{ tables: TrackTable[]; mediaBytes: number }> {
  let first: ClipFragment | undefined;
  let origin = 0;
  let before = Number.NEGATIVE_INFINITY;
  let mediaBytes = 0;
  const tables = new Map<number, TrackTable>();
  for (let index = 0; index < source.count; index++) {
    const fragment = await source.read(index);
    if (first === undefined) {
      first = fragment;
      for (const track of openTracks(fragment.tracks)) tables.set(track.number, track.table);
      origin = fragment.frames.reduce(
        (earliest, frame) => Math.min(earliest, frame.timeMs - fragment.clusterTimecodeMs),
        0,
      );
    } else if (!sameCodecConfiguration(first.tracks, fragment.tracks)) {
      throw unsupported('CodecConfigurationChanged', `fragment ${index} has another codec configuration`, { index });
    }
    if (fragment.producerMs < before) {
      throw new ArchiverError('InvalidInput', `fragment ${index} begins before the one in front of it`);
    }
    before = fragment.producerMs;
    const shift = fragment.producerMs - first.producerMs - fragment.clusterTimecodeMs - origin;
    mediaBytes = addFragment(tables, fragment, shift, mediaBytes);
  }
  const used = [...tables.values()].filter((table) => table.sizes.length > 0);
  if (used.length === 0) throw new ArchiverError('InvalidInput', 'the fragments hold no frame');
  return { tables: used, mediaBytes };
}

function openTracks(tracks: readonly Track[]): { number: number; table: TrackTable }[] {
  const codecs = new Set(tracks.map((track) => track.codecId));
  if (codecs.has('V_MPEGH/ISO/HEVC') && codecs.has('A_MS/ACM')) {
    throw unsupported('UnsupportedCodec', 'H.265 with G.711 sound has no MP4');
  }
  return tracks.map((track) => ({ number: track.number, table: new TrackTable(track, readSampleFormat(track)) }));
}

/** @returns the media bytes with this fragment */
function addFragment(
  tables: ReadonlyMap<number, TrackTable>,
  fragment: ClipFragment,
  shift: number,
  mediaBytes: number,
): number {
  const byTrack = new Map<TrackTable, Frame[]>();
  let offset = mediaBytes;
  let previous: TrackTable | undefined;
  for (const frame of fragment.frames) {
    const table = tables.get(frame.trackNumber);
    if (table === undefined) {
      throw unsupported('InvalidMediaFrame', `a frame names track ${frame.trackNumber}, which the header does not`);
    }
    table.format.checkFrame(frame.payload);
    const samples = table.format.sampleBytes === undefined ? 1 : frame.payload.length / table.format.sampleBytes;
    table.addChunk(offset, samples, table === previous);
    offset += frame.payload.length;
    previous = table;
    const shifted = { ...frame, timeMs: frame.timeMs + shift };
    const frames = byTrack.get(table);
    if (frames === undefined) byTrack.set(table, [shifted]);
    else frames.push(shifted);
  }
  for (const [table, frames] of byTrack) table.addFragment(frames);
  return offset;
}

/** The second pass. */
async function copyFrames(source: ClipSource, sink: Mp4Sink, mediaOffset: number, mediaBytes: number): Promise<void> {
  let copied = 0;
  for (let index = 0; index < source.count; index++) {
    const { frames } = await source.read(index);
    const bytes = concatBytes(frames.map((frame) => frame.payload));
    if (bytes.length > 0) await sink.write(mediaOffset + copied, bytes);
    copied += bytes.length;
  }
  if (copied !== mediaBytes) {
    throw new ArchiverError('Conflict', `the source gave ${mediaBytes} bytes of media first, and then ${copied}`);
  }
}
