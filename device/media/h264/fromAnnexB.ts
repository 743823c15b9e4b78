import { NAL_TYPE, nalType } from './NalType.ts';
import { splitAnnexB } from './splitAnnexB.ts';
import { toLengthPrefixed } from './toLengthPrefixed.ts';

/** An H.264 picture that came as Annex-B. */
export interface ConvertedPicture {
  /** Length-prefixed, without access unit delimiters and parameter sets: those stand in CodecPrivate. */
  readonly payload: Uint8Array;
  /** All NAL units of the picture, as views. */
  readonly units: readonly Uint8Array[];
  readonly keyframe: boolean;
}

const LEFT_OUT: readonly number[] = [NAL_TYPE.sps, NAL_TYPE.pps, NAL_TYPE.delimiter];

/** Converts one H.264 access unit from start codes to length prefixes. */
export function fromAnnexB(bytes: Uint8Array): ConvertedPicture {
  const units = splitAnnexB(bytes);
  return {
    payload: toLengthPrefixed(units.filter((unit) => !LEFT_OUT.includes(nalType(unit)))),
    units,
    keyframe: units.some((unit) => nalType(unit) === NAL_TYPE.idr),
  };
}
