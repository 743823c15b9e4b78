import type { BoxCursor } from '../box/BoxCursor.ts';

/** Ticks a second, of an mvhd or mdhd. @throws ArchiverError `Corrupt` where it is 0 */
export function readTimescale(header: BoxCursor): number {
  const { version } = header.versionAndFlags();
  header.skip(version === 1 ? 16 : 8);
  const timescale = header.u32();
  if (timescale === 0) throw header.fault('has no timescale');
  return timescale;
}
