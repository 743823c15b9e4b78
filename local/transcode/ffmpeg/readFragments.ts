import { BoxCursor } from '../../../core/mp4/box/BoxCursor.ts';
import { demandBox } from '../../../core/mp4/box/findBox.ts';
import { codecOf } from '../../../core/mp4/fragmented/codecOf.ts';
import { TranscodeFault } from '../TranscodeFault.ts';
import type { MadePiece, TrackName } from '../TranscodeOrder.ts';
import { readBoxes } from './readBoxes.ts';

/** Flags of tfhd and trun (ISO/IEC 14496-12, 8.8.7 and 8.8.8). */
const TFHD = { base: 0x1, description: 0x2, duration: 0x8 } as const;
const TRUN = { offset: 0x1, firstFlags: 0x4, duration: 0x100, size: 0x200, flags: 0x400, composition: 0x800 } as const;

const viewOf = (bytes: Uint8Array): DataView => new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);

function cursorOf(bytes: Uint8Array): BoxCursor {
  return new BoxCursor(viewOf(bytes), 0, { type: 'file', start: 0, dataStart: 0, end: bytes.length });
}

/** The pieces of one track, out of the fragmented MP4 of it that ffmpeg writes. */
export async function* readFragments(
  stream: AsyncIterable<Buffer>,
  track: TrackName,
): AsyncGenerator<Extract<MadePiece, { kind: 'init' | 'fragment' }>> {
  let ftyp: Buffer | undefined;
  let moof: Buffer | undefined;
  let timescale = 0;
  for await (const { type, bytes } of readBoxes(stream)) {
    if (type === 'ftyp') ftyp = bytes;
    else if (type === 'moov') {
      const movie = readMovie(bytes);
      timescale = movie.timescale;
      const init = new Uint8Array(Buffer.concat([ftyp ?? Buffer.alloc(0), bytes]));
      yield { kind: 'init', track, bytes: init, codec: movie.codec };
    } else if (type === 'moof') moof = bytes;
    else if (type === 'mdat' && moof !== undefined) {
      if (timescale === 0) throw new TranscodeFault('internal', 'ffmpeg gave samples before their track');
      const seconds = ticksOf(moof) / timescale;
      yield { kind: 'fragment', track, bytes: new Uint8Array(Buffer.concat([moof, bytes])), seconds };
      moof = undefined;
    }
  }
}

function readMovie(moov: Uint8Array): { timescale: number; codec: string } {
  // A cursor is used up by a search.
  const ofMedia = (...path: string[]): Uint8Array =>
    bytesOf(demandBox(cursorOf(moov), 'moov', 'trak', 'mdia', ...path), moov);
  const mdhd = viewOf(ofMedia('mdhd'));
  const timescale = mdhd.getUint32(mdhd.getUint8(0) === 1 ? 20 : 12);
  const handler = Buffer.from(ofMedia('hdlr').subarray(8, 12)).toString('latin1') === 'vide' ? 'vide' : 'soun';
  const entry = ofMedia('minf', 'stbl', 'stsd').subarray(8);
  return { timescale, codec: codecOf({ id: 1, handler, timescale, entry }) };
}

const bytesOf = ({ box }: BoxCursor, of: Uint8Array): Uint8Array => of.subarray(box.dataStart, box.end);

/** How long the samples of a fragment last together. */
function ticksOf(moof: Uint8Array): number {
  const tfhd = viewOf(bytesOf(demandBox(cursorOf(moof), 'moof', 'traf', 'tfhd'), moof));
  const flags = tfhd.getUint32(0) & 0xff_ffff;
  const at = 8 + (flags & TFHD.base ? 8 : 0) + (flags & TFHD.description ? 4 : 0);
  const usual = flags & TFHD.duration ? tfhd.getUint32(at) : 0;
  let ticks = 0;
  for (const child of demandBox(cursorOf(moof), 'moof', 'traf').children()) {
    if (child.type === 'trun') ticks += ticksOfRun(viewOf(moof.subarray(child.dataStart, child.end)), usual);
  }
  return ticks;
}

function ticksOfRun(trun: DataView, usual: number): number {
  const flags = trun.getUint32(0) & 0xff_ffff;
  const count = trun.getUint32(4);
  if ((flags & TRUN.duration) === 0) return count * usual;
  const fields = [TRUN.duration, TRUN.size, TRUN.flags, TRUN.composition].filter((each) => (flags & each) !== 0).length;
  const first = 8 + (flags & TRUN.offset ? 4 : 0) + (flags & TRUN.firstFlags ? 4 : 0);
  let ticks = 0;
  for (let index = 0; index < count; index++) ticks += trun.getUint32(first + index * fields * 4);
  return ticks;
}
