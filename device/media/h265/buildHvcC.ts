import { ArchiverError } from '../../../core/errors.ts';
import { HEVC_NAL, hevcNalType } from './NalType.ts';
import { readHevcSps } from './readSps.ts';

const IN_ORDER = [HEVC_NAL.vps, HEVC_NAL.sps, HEVC_NAL.pps] as const;

/**
 * The decoder configuration record (hvcC, ISO/IEC 14496-15, 8.3.3) from the parameter sets among `units`, with 4-byte
 * lengths: what CodecPrivate must hold for playback.
 * @throws ArchiverError `UnsupportedMedia` when a parameter set is missing, `Corrupt` when the SPS cannot be read.
 */
export function buildHvcC(units: readonly Uint8Array[]): Uint8Array {
  const arrays = IN_ORDER.map((type) => ({ type, sets: distinct(units.filter((unit) => hevcNalType(unit) === type)) }));
  const [first] = arrays[1]?.sets ?? [];
  if (first === undefined || arrays.some(({ sets }) => sets.length === 0)) {
    throw new ArchiverError(
      'UnsupportedMedia',
      'the first key frame comes without its parameter sets (VPS, SPS, PPS), so that no player could begin: let the ' +
        'encoder repeat them at each key frame (rpicam-vid: --inline; ffmpeg: -bsf:v dump_extra)',
    );
  }
  const sps = readHevcSps(first);
  const layers = (sps.subLayers << 3) | (sps.temporalIdNesting ? 4 : 0);
  const record = [1, ...sps.profileTierLevel, 0xf0, 0, 0xfc, 0xfc | sps.chromaFormat];
  record.push(0xf8 | (sps.bitDepthLuma - 8), 0xf8 | (sps.bitDepthChroma - 8), 0, 0, layers | 3, arrays.length);
  for (const { type, sets } of arrays) {
    record.push(0x80 | type, sets.length >> 8, sets.length & 0xff);
    for (const unit of sets) record.push(unit.length >> 8, unit.length & 0xff, ...unit);
  }
  return Uint8Array.from(record);
}

function distinct(units: readonly Uint8Array[]): Uint8Array[] {
  return [...new Map(units.map((unit) => [Buffer.from(unit).toString('hex'), unit])).values()];
}
