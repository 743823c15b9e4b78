/** The H.264 NAL unit types that a producer looks at (ITU-T H.264, table 7-1). */
export const NAL_TYPE = { idr: 5, sps: 7, pps: 8, delimiter: 9 } as const;

/** The type of an H.264 NAL unit. */
export function nalType(unit: Uint8Array): number {
  return (unit[0] ?? 0) & 0x1f;
}
