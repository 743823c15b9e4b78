import type { AnnexBCodec, NalRole, SliceReader } from '../annexB/AnnexBCodec.ts';
import { BitReader } from '../annexB/BitReader.ts';
import { OrderCounter } from '../annexB/OrderCounter.ts';
import { buildHvcC } from './buildHvcC.ts';
import { HEVC_NAL, hevcNalType } from './NalType.ts';
import { type H265Sps, readHevcSps } from './readSps.ts';

/** H.265 in an Annex-B stream (ITU-T H.265, 7.3 and 7.4.2.4.4). */
export const H265: AnnexBCodec = {
  codecId: 'V_MPEGH/ISO/HEVC',
  label: 'H.265',
  orderStep: 1,
  role(unit): NalRole {
    const type = hevcNalType(unit);
    if (type < HEVC_NAL.vps) return 'slice';
    if (type <= HEVC_NAL.pps) return 'parameter-set';
    if (type === HEVC_NAL.delimiter) return 'delimiter';
    return type === 39 || (type >= 41 && type <= 44) || (type >= 48 && type <= 55) ? 'prefix' : 'other';
  },
  // first_slice_segment_in_pic_flag
  beginsPicture: (slice) => ((slice[2] ?? 0) & 0x80) !== 0,
  isKeyFrame: isKey,
  resetsOrder: isIdr,
  parameterSetKey(unit) {
    const type = hevcNalType(unit);
    if (type === HEVC_NAL.sps) return `${type} ${readHevcSps(unit).id}`;
    return `${type} ${type === HEVC_NAL.vps ? new BitReader(unit, 2).bits(4) : new BitReader(unit, 2).unsigned()}`;
  },
  readFormat(sets) {
    const codecPrivate = buildHvcC(sets);
    const { width, height, framesPerSecond, reorderFrames } = spsOf(sets);
    return { codecPrivate, width, height, framesPerSecond, reorders: reorderFrames > 0 };
  },
  sliceReader: (sets) => sliceReader(spsOf(sets), ppsOf(sets)),
};

function isKey(slice: Uint8Array): boolean {
  const type = hevcNalType(slice);
  return type >= HEVC_NAL.firstKey && type <= HEVC_NAL.cra;
}

function isIdr(slice: Uint8Array): boolean {
  const type = hevcNalType(slice);
  return type === HEVC_NAL.firstIdr || type === HEVC_NAL.lastIdr;
}

function spsOf(sets: readonly Uint8Array[]): H265Sps {
  return readHevcSps(sets.find((unit) => hevcNalType(unit) === HEVC_NAL.sps) ?? new Uint8Array());
}

function ppsOf(sets: readonly Uint8Array[]): { outputFlag: boolean; extraBits: number } {
  const reader = new BitReader(sets.find((unit) => hevcNalType(unit) === HEVC_NAL.pps) ?? new Uint8Array(), 2);
  reader.unsigned();
  reader.unsigned();
  reader.skip(1);
  return { outputFlag: reader.flag(), extraBits: reader.bits(3) };
}

function sliceReader(sps: H265Sps, pps: { outputFlag: boolean; extraBits: number }): SliceReader {
  const counter = new OrderCounter(sps.orderBits);
  return {
    read(slice) {
      const type = hevcNalType(slice);
      const reader = new BitReader(slice, 2);
      reader.skip(1);
      if (type >= HEVC_NAL.firstKey && type <= HEVC_NAL.lastKey) reader.skip(1);
      reader.unsigned();
      reader.skip(pps.extraBits);
      const isBidirectional = reader.unsigned() === 0;
      if (pps.outputFlag) reader.skip(1);
      if (sps.separateColourPlane) reader.skip(2);
      const low = isIdr(slice) ? 0 : reader.bits(sps.orderBits);
      // Only a picture of the lowest temporal layer that others may refer to carries the count on (8.3.1).
      const temporalId = ((slice[1] ?? 0) & 7) - 1;
      const isLeading = type >= 6 && type <= 9;
      const isReference = temporalId === 0 && !isLeading && !(type < 16 && type % 2 === 0);
      return { order: counter.take(low, { reset: isIdr(slice), isReference }), isBidirectional };
    },
  };
}
