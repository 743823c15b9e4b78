import type { Box } from '../box/Box.ts';
import { BoxCursor } from '../box/BoxCursor.ts';
import { readSampleDescription } from '../inspect/readCodec.ts';
import type { SampleTrack } from './SampleTrack.ts';

/** A table by uniform size claims as many samples as it likes; a day of sound at 96,000 a second has fewer than this. */
const MAX_UNIFORM_SAMPLES = 2 ** 34;
/** Samples of pictures that one file may have: 24 h at 120 a second. */
const MAX_PICTURES = 24 * 3600 * 120;
/** A picture that is shown so long before or after its turn to be decoded is a broken time: no encoder reorders so far. */
const MAX_REORDER_SECONDS = 10;
const MAX_TRACKS = 127;
/** Bytes of sample entries before their boxes (ISO/IEC 14496-12, 12.1.3 and 12.2.3). */
const VISUAL_ENTRY_BYTES = 78;
const AUDIO_ENTRY_BYTES = 28;
const CONFIGURATIONS = new Set(['avcC', 'hvcC', 'esds']);

/**
 * Makes out every track's samples of a progressive MP4. Memory is a small multiple of the moov's own bytes.
 *
 * @param moov the whole box, its header included
 * @param start its offset in the file
 * @throws ArchiverError `Corrupt`, naming the box
 */
export function readSampleTracks(moov: Uint8Array, start: number, headerBytes: number): SampleTrack[] {
  const view = new DataView(moov.buffer, moov.byteOffset, moov.byteLength);
  const box: Box = { type: 'moov', start, dataStart: start + headerBytes, end: start + moov.length };
  const cursor = new BoxCursor(view, start, box);
  const bytesOf = ({ dataStart, end }: Box): Uint8Array => moov.slice(dataStart - start, end - start);
  const tracks: SampleTrack[] = [];
  for (const child of cursor.children()) {
    if (child.type !== 'trak') continue;
    if (tracks.length === MAX_TRACKS) throw cursor.fault(`holds over ${MAX_TRACKS} tracks`);
    tracks.push(readTrack(cursor.enter(child), bytesOf));
  }
  return tracks;
}

/** Children by type; of a type that comes twice the first. */
function boxesOf(cursor: BoxCursor): Map<string, Box> {
  const boxes = new Map<string, Box>();
  for (const child of cursor.children()) if (!boxes.has(child.type)) boxes.set(child.type, child);
  return boxes;
}

function inside(cursor: BoxCursor, boxes: ReadonlyMap<string, Box>, type: string): BoxCursor {
  const found = boxes.get(type);
  if (found === undefined) throw cursor.fault(`holds no ${type}`);
  return cursor.enter(found);
}

function readTrack(trak: BoxCursor, bytesOf: (box: Box) => Uint8Array): SampleTrack {
  const boxes = boxesOf(trak);
  const tkhd = inside(trak, boxes, 'tkhd');
  tkhd.skip(tkhd.versionAndFlags().version === 1 ? 16 : 8);
  const id = tkhd.u32();
  const mdia = inside(trak, boxes, 'mdia');
  const media = boxesOf(mdia);
  const mdhd = inside(mdia, media, 'mdhd');
  mdhd.skip(mdhd.versionAndFlags().version === 1 ? 16 : 8);
  const timescale = mdhd.u32();
  const hdlr = inside(mdia, media, 'hdlr');
  hdlr.skip(8);
  const handler = hdlr.type();
  const minf = inside(mdia, media, 'minf');
  const stbl = inside(minf, boxesOf(minf), 'stbl');
  const tables = boxesOf(stbl);
  const { codec } = readSampleDescription(inside(stbl, tables, 'stsd'), handler);
  const entry = readEntry(inside(stbl, tables, 'stsd'), handler, bytesOf);
  const sizes = readSizes(stbl, tables, handler);
  const { sampleCount } = sizes;
  const sync = readSync(stbl, tables, sampleCount, typeof sizes.sizes === 'number' && handler !== 'vide');
  const timeFaults = readTimes(stbl, tables, sampleCount, timescale);
  const chunks = readChunks(stbl, tables, sampleCount);
  return { id, handler, codec, ...entry, ...sizes, ...(sync === undefined ? {} : { sync }), ...chunks, timeFaults };
}

function readEntry(
  stsd: BoxCursor,
  handler: string,
  bytesOf: (box: Box) => Uint8Array,
): Pick<SampleTrack, 'entryType' | 'configuration' | 'channels'> {
  stsd.skip(8);
  for (const entry of stsd.children()) {
    const fields = stsd.enter(entry);
    const isPicture = handler === 'vide';
    let channels = 0;
    if (handler === 'soun') {
      fields.skip(16);
      channels = fields.u16();
      fields.skip(AUDIO_ENTRY_BYTES - 18);
    } else if (isPicture) fields.skip(VISUAL_ENTRY_BYTES);
    else return { entryType: entry.type, channels };
    for (const child of fields.children()) {
      if (CONFIGURATIONS.has(child.type)) return { entryType: entry.type, channels, configuration: bytesOf(child) };
    }
    return { entryType: entry.type, channels };
  }
  throw stsd.fault('holds no entry');
}

function readSizes(
  stbl: BoxCursor,
  tables: ReadonlyMap<string, Box>,
  handler: string,
): Pick<SampleTrack, 'sizes' | 'sampleCount'> {
  if (!tables.has('stsz')) return readCompactSizes(inside(stbl, tables, 'stz2'));
  const stsz = inside(stbl, tables, 'stsz');
  stsz.versionAndFlags();
  const uniform = stsz.u32();
  const sampleCount = stsz.u32();
  if (uniform !== 0) {
    const most = handler === 'vide' ? MAX_PICTURES : MAX_UNIFORM_SAMPLES;
    if (sampleCount > most) throw stsz.fault(`tells of ${sampleCount} samples`);
    return { sizes: uniform, sampleCount };
  }
  if (sampleCount * 4 > stsz.remaining) throw stsz.fault(`has no room for ${sampleCount} sizes`);
  return { sizes: Uint32Array.from({ length: sampleCount }, () => stsz.u32()), sampleCount };
}

function readCompactSizes(stz2: BoxCursor): Pick<SampleTrack, 'sizes' | 'sampleCount'> {
  stz2.skip(7);
  const bits = stz2.u8();
  const sampleCount = stz2.u32();
  if (bits !== 8 && bits !== 16) throw stz2.fault(`has fields of ${bits} bits`);
  if ((sampleCount * bits) / 8 > stz2.remaining) throw stz2.fault(`has no room for ${sampleCount} sizes`);
  const next = () => (bits === 8 ? stz2.u8() : stz2.u16());
  return { sizes: Uint32Array.from({ length: sampleCount }, next), sampleCount };
}

function readSync(
  stbl: BoxCursor,
  tables: ReadonlyMap<string, Box>,
  sampleCount: number,
  uniform: boolean,
): Uint8Array | undefined {
  if (!tables.has('stss') || uniform) return undefined;
  const stss = inside(stbl, tables, 'stss');
  stss.versionAndFlags();
  const sync = new Uint8Array(sampleCount);
  let before = 0;
  for (let entries = stss.u32(); entries > 0; entries--) {
    const number = stss.u32();
    if (number <= before || number > sampleCount) throw stss.fault(`names sample ${number} after ${before}`);
    sync[number - 1] = 1;
    before = number;
  }
  return sync;
}

/** Times only count: what is wrong with them is told, and the samples can be read all the same. */
function readTimes(
  stbl: BoxCursor,
  tables: ReadonlyMap<string, Box>,
  sampleCount: number,
  timescale: number,
): string[] {
  const faults: string[] = [];
  const stts = inside(stbl, tables, 'stts');
  stts.versionAndFlags();
  let timed = 0;
  for (let entries = stts.u32(); entries > 0; entries--) {
    const samples = stts.u32();
    // A difference over 2^31 is a negative one that somebody wrote into an unsigned field.
    if (stts.u32() >= 2 ** 31) faults.push(`sample ${timed} is decoded after the one behind it`);
    timed += samples;
  }
  if (timed !== sampleCount) faults.push(`${timed} samples have a time, and there are ${sampleCount}`);
  if (!tables.has('ctts')) return faults;
  const ctts = inside(stbl, tables, 'ctts');
  ctts.versionAndFlags();
  let shown = 0;
  for (let entries = ctts.u32(); entries > 0; entries--) {
    const samples = ctts.u32();
    // Negative ones stand in version 0 too (observed: several writers).
    const offset = ctts.i32();
    if (Math.abs(offset) > MAX_REORDER_SECONDS * timescale) {
      faults.push(`sample ${shown} is shown ${Math.round(offset / timescale)} s from when it is decoded`);
    }
    shown += samples;
  }
  if (shown !== sampleCount) faults.push(`${shown} samples have a time to be shown, and there are ${sampleCount}`);
  return faults;
}

function readChunks(
  stbl: BoxCursor,
  tables: ReadonlyMap<string, Box>,
  sampleCount: number,
): Pick<SampleTrack, 'chunkOffsets' | 'chunkFirstSamples'> {
  const wide = !tables.has('stco');
  const offsets = inside(stbl, tables, wide ? 'co64' : 'stco');
  offsets.versionAndFlags();
  const count = offsets.u32();
  if (count * (wide ? 8 : 4) > offsets.remaining) throw offsets.fault(`has no room for ${count} chunks`);
  const chunkOffsets = Float64Array.from({ length: count }, () => (wide ? offsets.u64() : offsets.u32()));
  const chunkFirstSamples = new Uint32Array(count + 1);
  const stsc = inside(stbl, tables, 'stsc');
  stsc.versionAndFlags();
  let sample = 0;
  let chunk = 0;
  let perChunk = 0;
  const fill = (to: number): void => {
    for (; chunk < to; chunk++) {
      chunkFirstSamples[chunk] = sample;
      sample += perChunk;
      if (sample > sampleCount) throw stsc.fault('puts more samples into chunks than there are');
    }
  };
  for (let runs = stsc.u32(); runs > 0; runs--) {
    const first = stsc.u32() - 1;
    if (first < chunk || first > count || (chunk === 0 && perChunk === 0 && first !== 0)) {
      throw stsc.fault('is not in order');
    }
    fill(first);
    perChunk = stsc.u32();
    stsc.skip(4);
  }
  fill(count);
  if (sample !== sampleCount) throw stsc.fault(`puts ${sample} of ${sampleCount} samples into chunks`);
  chunkFirstSamples[count] = sample;
  return { chunkOffsets, chunkFirstSamples };
}
