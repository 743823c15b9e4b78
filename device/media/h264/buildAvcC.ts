import { ArchiverError } from '../../../core/errors.ts';
import { NAL_TYPE, nalType } from './NalType.ts';
import { readSps } from './readSps.ts';

/** Profiles whose record carries chroma format and bit depths too (ISO/IEC 14496-15, 5.3.3.1.2). */
const HIGH_PROFILES: readonly number[] = [100, 110, 122, 144];

/**
 * The decoder configuration record (avcC, ISO/IEC 14496-15) from the parameter sets among `units`, with 4-byte lengths:
 * what CodecPrivate must hold for playback.
 * @throws ArchiverError `UnsupportedMedia` when a parameter set is missing.
 */
export function buildAvcC(units: readonly Uint8Array[]): Uint8Array {
  const sps = distinct(units.filter((unit) => nalType(unit) === NAL_TYPE.sps && unit.length >= 4));
  const pps = distinct(units.filter((unit) => nalType(unit) === NAL_TYPE.pps));
  const first = sps[0];
  if (first === undefined || pps.length === 0) {
    throw new ArchiverError(
      'UnsupportedMedia',
      'the first key frame comes without its parameter sets (SPS, PPS), so that no player could begin: let the encoder ' +
        'repeat them at each key frame (rpicam-vid: --inline; ffmpeg: -bsf:v dump_extra)',
    );
  }
  const [profile = 0, compatibility = 0, level = 0] = first.subarray(1, 4);
  const record = [1, profile, compatibility, level, 0xff, 0xe0 | sps.length, ...sps.flatMap(withLength)];
  record.push(pps.length, ...pps.flatMap(withLength));
  if (HIGH_PROFILES.includes(profile)) {
    const { chromaFormat, bitDepthLuma, bitDepthChroma } = readSps(first);
    record.push(0xfc | chromaFormat, 0xf8 | (bitDepthLuma - 8), 0xf8 | (bitDepthChroma - 8), 0);
  }
  return Uint8Array.from(record);
}

function withLength(unit: Uint8Array): number[] {
  return [unit.length >> 8, unit.length & 0xff, ...unit];
}

function distinct(units: readonly Uint8Array[]): Uint8Array[] {
  const seen = new Map(units.map((unit) => [Buffer.from(unit).toString('hex'), unit]));
  return [...seen.values()];
}
