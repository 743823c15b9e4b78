import { ArchiverError } from '../../../core/errors.ts';
import { BitReader } from '../annexB/BitReader.ts';
import { readVuiTiming } from '../annexB/readVuiTiming.ts';

/** What a producer needs of an H.265 sequence parameter set. */
export interface H265Sps {
  readonly id: number;
  readonly subLayers: number;
  readonly temporalIdNesting: boolean;
  /** general_profile_space to general_level_idc: 12 bytes, as they stand in an hvcC too. */
  readonly profileTierLevel: Uint8Array;
  readonly chromaFormat: number;
  readonly separateColourPlane: boolean;
  readonly width: number;
  readonly height: number;
  readonly bitDepthLuma: number;
  readonly bitDepthChroma: number;
  readonly orderBits: number;
  readonly reorderFrames: number;
  readonly framesPerSecond: number | undefined;
}

/** Reads an H.265 SPS (ITU-T H.265, 7.3.2.2 and annex E). @throws ArchiverError `Corrupt` */
export function readHevcSps(unit: Uint8Array): H265Sps {
  const reader = new BitReader(unit, 2);
  reader.skip(4);
  const subLayers = 1 + reader.bits(3);
  const temporalIdNesting = reader.flag();
  const profileTierLevel = Uint8Array.from({ length: 12 }, () => reader.bits(8));
  skipSubLayerLevels(reader, subLayers - 1);
  const id = reader.unsigned();
  const chromaFormat = reader.unsigned();
  const separateColourPlane = chromaFormat === 3 && reader.flag();
  const codedWidth = reader.unsigned();
  const codedHeight = reader.unsigned();
  let [left, right, top, bottom] = [0, 0, 0, 0];
  if (reader.flag()) {
    [left, right, top, bottom] = [reader.unsigned(), reader.unsigned(), reader.unsigned(), reader.unsigned()];
  }
  const cropX = chromaFormat === 1 || chromaFormat === 2 ? 2 : 1;
  const cropY = chromaFormat === 1 ? 2 : 1;
  const bitDepthLuma = 8 + reader.unsigned();
  const bitDepthChroma = 8 + reader.unsigned();
  const orderBits = 4 + reader.unsigned();
  let reorderFrames = 0;
  for (let layer = reader.flag() ? 0 : subLayers - 1; layer < subLayers; layer += 1) {
    reader.unsigned();
    reorderFrames = reader.unsigned();
    reader.unsigned();
  }
  return {
    id,
    subLayers,
    temporalIdNesting,
    profileTierLevel,
    chromaFormat,
    separateColourPlane,
    width: codedWidth - cropX * (left + right),
    height: codedHeight - cropY * (top + bottom),
    bitDepthLuma,
    bitDepthChroma,
    orderBits,
    reorderFrames,
    framesPerSecond: readFrameRate(reader, orderBits, chromaFormat),
  };
}

/** Everything between the sub-layers and the timing has to be read to find it. */
function readFrameRate(reader: BitReader, orderBits: number, chromaFormat: number): number | undefined {
  for (let i = 0; i < 6; i += 1) reader.unsigned();
  if (reader.flag() && reader.flag()) skipScalingLists(reader, chromaFormat);
  reader.skip(2);
  if (reader.flag()) {
    reader.skip(8);
    reader.unsigned();
    reader.unsigned();
    reader.skip(1);
  }
  skipReferencePictureSets(reader);
  if (reader.flag()) for (let left = reader.unsigned(); left > 0; left -= 1) reader.skip(orderBits + 1);
  reader.skip(2);
  if (!reader.flag()) return undefined;
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
  reader.skip(3);
  if (reader.flag()) for (let i = 0; i < 4; i += 1) reader.unsigned();
  return reader.flag() ? readVuiTiming(reader, 1) || undefined : undefined;
}

function skipSubLayerLevels(reader: BitReader, layers: number): void {
  const present = Array.from({ length: layers }, () => [reader.flag(), reader.flag()] as const);
  if (layers > 0) reader.skip(2 * (8 - layers));
  for (const [profile, level] of present) reader.skip((profile ? 88 : 0) + (level ? 8 : 0));
}

function skipScalingLists(reader: BitReader, chromaFormat: number): void {
  for (let size = 0; size < 4; size += 1) {
    for (let matrix = 0; matrix < 6; matrix += size === 3 && chromaFormat !== 3 ? 3 : 1) {
      if (!reader.flag()) {
        reader.unsigned();
        continue;
      }
      if (size > 1) reader.signed();
      for (let at = 0; at < Math.min(64, 1 << (4 + (size << 1))); at += 1) reader.signed();
    }
  }
}

const MOST_SETS = 64;

function skipReferencePictureSets(reader: BitReader): void {
  const sets = reader.unsigned();
  if (sets > MOST_SETS) throw new ArchiverError('Corrupt', 'an H.265 parameter set names too many reference sets');
  let pictures = 0;
  for (let set = 0; set < sets; set += 1) {
    if (set > 0 && reader.flag()) {
      reader.skip(1);
      reader.unsigned();
      let used = 0;
      for (let picture = 0; picture <= pictures; picture += 1) if (reader.flag() || reader.flag()) used += 1;
      pictures = used;
      continue;
    }
    pictures = reader.unsigned() + reader.unsigned();
    if (pictures > 16) throw new ArchiverError('Corrupt', 'an H.265 parameter set names too many reference pictures');
    for (let picture = 0; picture < pictures; picture += 1) {
      reader.unsigned();
      reader.skip(1);
    }
  }
}
