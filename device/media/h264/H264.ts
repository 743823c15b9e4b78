import type { AnnexBCodec, NalRole, SliceReader } from '../annexB/AnnexBCodec.ts';
import { BitReader } from '../annexB/BitReader.ts';
import { OrderCounter } from '../annexB/OrderCounter.ts';
import { buildAvcC } from './buildAvcC.ts';
import { NAL_TYPE, nalType } from './NalType.ts';
import { type H264Sps, readSps } from './readSps.ts';

const BIDIRECTIONAL = 1;

/** H.264 in an Annex-B stream (ITU-T H.264, 7.3 and 7.4.1.2.3). */
export const H264: AnnexBCodec = {
  codecId: 'V_MPEG4/ISO/AVC',
  label: 'H.264',
  orderStep: 2,
  role(unit): NalRole {
    const type = nalType(unit);
    if (type >= 1 && type <= NAL_TYPE.idr) return 'slice';
    if (type === NAL_TYPE.sps || type === NAL_TYPE.pps) return 'parameter-set';
    if (type === NAL_TYPE.delimiter) return 'delimiter';
    return type === 6 || (type >= 14 && type <= 18) ? 'prefix' : 'other';
  },
  // first_mb_in_slice is 0: its Exp-Golomb code is a single 1. Data partitions B and C continue a slice.
  beginsPicture: (slice) => ((slice[1] ?? 0) & 0x80) !== 0 && ![3, 4].includes(nalType(slice)),
  isKeyFrame: (slice) => nalType(slice) === NAL_TYPE.idr,
  resetsOrder: (slice) => nalType(slice) === NAL_TYPE.idr,
  parameterSetKey(unit) {
    const type = nalType(unit);
    return `${type} ${type === NAL_TYPE.sps ? readSps(unit).id : new BitReader(unit, 1).unsigned()}`;
  },
  readFormat(sets) {
    const codecPrivate = buildAvcC(sets);
    const { width, height, framesPerSecond, orderType, reorderFrames } = firstSps(sets);
    const reorders = orderType === 2 || reorderFrames === 0 ? false : reorderFrames === undefined ? undefined : true;
    return { codecPrivate, width, height, framesPerSecond: framesPerSecond || undefined, reorders };
  },
  sliceReader: (sets) => sliceReader(firstSps(sets)),
};

function firstSps(sets: readonly Uint8Array[]): H264Sps {
  return readSps(sets.find((unit) => nalType(unit) === NAL_TYPE.sps) ?? new Uint8Array());
}

function sliceReader(sps: H264Sps): SliceReader {
  const counter = new OrderCounter(sps.orderBits);
  return {
    read(slice) {
      if (sps.orderType !== 0) return undefined;
      const reader = new BitReader(slice, 1);
      reader.unsigned();
      const isBidirectional = reader.unsigned() % 5 === BIDIRECTIONAL;
      reader.unsigned();
      if (sps.separateColourPlane) reader.skip(2);
      reader.skip(sps.frameNumberBits);
      if (!sps.framesOnly && reader.flag()) reader.skip(1);
      const isIdr = nalType(slice) === NAL_TYPE.idr;
      if (isIdr) reader.unsigned();
      const isReference = ((slice[0] ?? 0) & 0x60) !== 0;
      return { order: counter.take(reader.bits(sps.orderBits), { reset: isIdr, isReference }), isBidirectional };
    },
  };
}
