/** The H.265 NAL unit types that a producer looks at (ITU-T H.265, table 7-1). */
export const HEVC_NAL = {
  firstKey: 16,
  firstIdr: 19,
  lastIdr: 20,
  cra: 21,
  lastKey: 23,
  vps: 32,
  sps: 33,
  pps: 34,
  delimiter: 35,
} as const;

/** The type of an H.265 NAL unit. */
export function hevcNalType(unit: Uint8Array): number {
  return ((unit[0] ?? 0) >> 1) & 0x3f;
}
