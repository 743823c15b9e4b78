import type { Box } from '../box/Box.ts';
import { BoxCursor } from '../box/BoxCursor.ts';
import { demandBox, findBox } from '../box/findBox.ts';
import type { MovieTrack } from '../inspect/Movie.ts';
import { readSampleDescription } from '../inspect/readCodec.ts';
import { NO_EDIT, readEditList } from '../inspect/readEditList.ts';
import { readTimescale } from '../inspect/readTimescale.ts';
import { readSampleTracks } from './readSampleTracks.ts';
import type { SampleTrack } from './SampleTrack.ts';
import type { TimedTrack } from './TimedTrack.ts';

/** Tables of more samples are not laid out: a day of pictures at 120 a second, or of sound in frames, has fewer. */
const MOST_SAMPLES = 24 * 3600 * 120;
/** A matrix of nine numbers, a width and a height, four bytes each. */
const DISPLAY_BYTES = 44;

/**
 * The tracks of a progressive MP4 with the time and place of every sample. A track whose samples are all of one size and
 * are too many (G.711, a sample a tick) is left out. Memory is a small multiple of the moov's own bytes.
 *
 * @param moov the whole box, its header included
 * @param start its offset in the file
 * @throws ArchiverError `Corrupt`, naming the box
 */
export function readTimedTracks(moov: Uint8Array, start: number, headerBytes: number): TimedTrack[] {
  const view = new DataView(moov.buffer, moov.byteOffset, moov.byteLength);
  const box: Box = { type: 'moov', start, dataStart: start + headerBytes, end: start + moov.length };
  const cursor = new BoxCursor(view, start, box);
  const tracks = readSampleTracks(moov, start, headerBytes);
  const timed: TimedTrack[] = [];
  let movieTimescale = 0;
  let index = 0;
  for (const child of cursor.children()) {
    if (child.type === 'mvhd') {
      movieTimescale = readTimescale(cursor.enter(child));
    } else if (child.type === 'trak') {
      const track = tracks[index];
      index += 1;
      if (track === undefined || track.sampleCount > MOST_SAMPLES) continue;
      timed.push(readTimes(track, cursor.enter(child), movieTimescale));
    }
  }
  return timed;
}

function readTimes(track: SampleTrack, trak: BoxCursor, movieTimescale: number): TimedTrack {
  const inside = (...path: string[]): BoxCursor | undefined => findBox(trak.enter(trak.box), ...path);
  const demand = (...path: string[]): BoxCursor => demandBox(trak.enter(trak.box), ...path);
  const timescale = readTimescale(demand('mdia', 'mdhd'));
  const stbl = ['mdia', 'minf', 'stbl'];
  const ctts = inside(...stbl, 'ctts');
  const elst = inside('edts', 'elst');
  const edit = elst === undefined ? NO_EDIT : readEditList(elst);
  const { width, height } = readSampleDescription(demand(...stbl, 'stsd'), track.handler);
  return {
    ...track,
    timescale,
    width,
    height,
    decodeTicks: readDecodeTicks(demand(...stbl, 'stts'), track.sampleCount),
    ...(ctts === undefined ? {} : { offsetTicks: readOffsets(ctts, track.sampleCount) }),
    places: placesOf(track),
    originMs: originOf(edit, movieTimescale, timescale),
    editStartMs: movieTimescale === 0 ? 0 : (edit.delay * 1000) / movieTimescale,
    ...(edit.duration === undefined || elst === undefined || movieTimescale === 0
      ? {}
      : { editEndMs: ((edit.delay + edit.duration) * 1000) / movieTimescale }),
    display: readDisplay(demand('tkhd')),
  };
}

/** ISO/IEC 14496-12, 8.3.2: what stands in a tkhd behind its volume. */
function readDisplay(tkhd: BoxCursor): Uint8Array {
  tkhd.skip(tkhd.versionAndFlags().version === 1 ? 32 : 20);
  tkhd.skip(16);
  return Uint8Array.from({ length: DISPLAY_BYTES }, () => tkhd.u8());
}

function readDecodeTicks(stts: BoxCursor, count: number): Float64Array {
  const ticks = new Float64Array(count + 1);
  stts.versionAndFlags();
  let sample = 0;
  let at = 0;
  let delta = 0;
  for (let entries = stts.u32(); entries > 0; entries--) {
    const samples = stts.u32();
    delta = stts.u32();
    // A difference over 2^31 is a negative one that somebody wrote into an unsigned field.
    if (delta >= 2 ** 31) throw stts.fault(`has sample ${sample} decoded after the one behind it`);
    for (let left = Math.min(samples, count - sample); left > 0; left--) {
      ticks[sample] = at;
      sample += 1;
      at += delta;
    }
  }
  if (sample < count) throw stts.fault(`times ${sample} of ${count} samples`);
  ticks[count] = at;
  return ticks;
}

function readOffsets(ctts: BoxCursor, count: number): Int32Array {
  const offsets = new Int32Array(count);
  ctts.versionAndFlags();
  let sample = 0;
  for (let entries = ctts.u32(); entries > 0; entries--) {
    const samples = Math.min(ctts.u32(), count - sample);
    // Negative ones stand in version 0 too (observed: several writers).
    offsets.fill(ctts.i32(), sample, sample + samples);
    sample += samples;
  }
  return offsets;
}

function placesOf({ sampleCount, sizes, chunkOffsets, chunkFirstSamples }: SampleTrack): Float64Array {
  const places = new Float64Array(sampleCount);
  for (let chunk = 0; chunk < chunkOffsets.length; chunk++) {
    let at = chunkOffsets[chunk] ?? 0;
    const end = chunkFirstSamples[chunk + 1] ?? sampleCount;
    for (let sample = chunkFirstSamples[chunk] ?? 0; sample < end; sample++) {
      places[sample] = at;
      at += typeof sizes === 'number' ? sizes : (sizes[sample] ?? 0);
    }
  }
  return places;
}

/** Where the media's time 0 stands in the movie. */
function originOf({ delay, mediaTime }: MovieTrack['edit'], movieTimescale: number, timescale: number): number {
  // A movie that tells no timescale has no delay either.
  const delayMs = movieTimescale === 0 ? 0 : (delay * 1000) / movieTimescale;
  return delayMs - (mediaTime * 1000) / timescale;
}
