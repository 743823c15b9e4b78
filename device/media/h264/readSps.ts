import { BitReader } from '../annexB/BitReader.ts';
import { readVuiTiming } from '../annexB/readVuiTiming.ts';

/** What a producer needs of a sequence parameter set. */
export interface H264Sps {
  readonly id: number;
  readonly profile: number;
  readonly chromaFormat: number;
  readonly bitDepthLuma: number;
  readonly bitDepthChroma: number;
  readonly separateColourPlane: boolean;
  readonly frameNumberBits: number;
  /** 2 means that pictures are shown in the order of decoding. */
  readonly orderType: number;
  readonly orderBits: number;
  readonly framesOnly: boolean;
  readonly width: number;
  readonly height: number;
  readonly framesPerSecond: number | undefined;
  readonly reorderFrames: number | undefined;
}

/** Profiles whose SPS carries chroma format and bit depths (ITU-T H.264, 7.3.2.1.1). */
const HIGH_PROFILES: readonly number[] = [100, 110, 122, 244, 44, 83, 86, 118, 128, 138, 139, 134, 135];

/** Reads an H.264 SPS (ITU-T H.264, 7.3.2.1.1 and annex E). @throws ArchiverError `Corrupt` */
export function readSps(unit: Uint8Array): H264Sps {
  const reader = new BitReader(unit, 1);
  const profile = reader.bits(8);
  reader.skip(16);
  const id = reader.unsigned();
  let chromaFormat = 1;
  let separateColourPlane = false;
  let bitDepthLuma = 8;
  let bitDepthChroma = 8;
  if (HIGH_PROFILES.includes(profile)) {
    chromaFormat = reader.unsigned();
    if (chromaFormat === 3) separateColourPlane = reader.flag();
    bitDepthLuma = 8 + reader.unsigned();
    bitDepthChroma = 8 + reader.unsigned();
    reader.skip(1);
    if (reader.flag()) skipScalingLists(reader, chromaFormat === 3 ? 12 : 8);
  }
  const frameNumberBits = 4 + reader.unsigned();
  const orderType = reader.unsigned();
  let orderBits = 0;
  if (orderType === 0) orderBits = 4 + reader.unsigned();
  else if (orderType === 1) {
    reader.skip(1);
    reader.signed();
    reader.signed();
    for (let cycle = Math.min(255, reader.unsigned()); cycle > 0; cycle -= 1) reader.signed();
  }
  reader.unsigned();
  reader.skip(1);
  const macroblocksWide = 1 + reader.unsigned();
  const mapUnitsHigh = 1 + reader.unsigned();
  const framesOnly = reader.flag();
  if (!framesOnly) reader.skip(1);
  reader.skip(1);
  const cropX = chromaFormat === 1 || chromaFormat === 2 ? 2 : 1;
  const cropY = (chromaFormat === 1 ? 2 : 1) * (framesOnly ? 1 : 2);
  let [left, right, top, bottom] = [0, 0, 0, 0];
  if (reader.flag()) {
    [left, right, top, bottom] = [reader.unsigned(), reader.unsigned(), reader.unsigned(), reader.unsigned()];
  }
  const vui = reader.flag() ? readVui(reader) : {};
  return {
    id,
    profile,
    chromaFormat,
    bitDepthLuma,
    bitDepthChroma,
    separateColourPlane,
    frameNumberBits,
    orderType,
    orderBits,
    framesOnly,
    width: macroblocksWide * 16 - cropX * (left + right),
    height: mapUnitsHigh * 16 * (framesOnly ? 1 : 2) - cropY * (top + bottom),
    framesPerSecond: vui.framesPerSecond,
    reorderFrames: vui.reorderFrames,
  };
}

function readVui(reader: BitReader): { framesPerSecond?: number | undefined; reorderFrames?: number | undefined } {
  if (reader.flag() && reader.bits(8) === 255) reader.skip(32);
  if (reader.flag()) reader.skip(1);
  if (reader.flag()) {
    reader.skip(4);
    if (reader.flag()) reader.skip(24);
  }
  if (reader.flag()) {
    reader.unsigned();
    reader.unsigned();
  }
  // A tick is a field's time here: two make a frame.
  const framesPerSecond = reader.flag() ? readVuiTiming(reader, 2) : undefined;
  if (framesPerSecond !== undefined) reader.skip(1);
  const hrd = [reader.flag() && skipHrd(reader), reader.flag() && skipHrd(reader)];
  if (hrd.includes(true)) reader.skip(1);
  reader.skip(1);
  if (!reader.flag()) return { framesPerSecond };
  reader.skip(1);
  for (let i = 0; i < 4; i += 1) reader.unsigned();
  return { framesPerSecond, reorderFrames: reader.unsigned() };
}

function skipHrd(reader: BitReader): true {
  const count = 1 + Math.min(31, reader.unsigned());
  reader.skip(8);
  for (let i = 0; i < count; i += 1) {
    reader.unsigned();
    reader.unsigned();
    reader.skip(1);
  }
  reader.skip(20);
  return true;
}

function skipScalingLists(reader: BitReader, lists: number): void {
  for (let list = 0; list < lists; list += 1) {
    if (!reader.flag()) continue;
    let next = 8;
    for (let at = 0, last = 8; at < (list < 6 ? 16 : 64) && next !== 0; at += 1) {
      next = (last + reader.signed() + 256) % 256;
      if (next !== 0) last = next;
    }
  }
}
