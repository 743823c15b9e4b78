import { box, u16, u32 } from './boxBytes.ts';

/** An AudioSampleEntry. A frequency that 16 bits cannot hold is left to the codec's own configuration. */
export function audioEntry(type: string, channels: number, frequency: number, ...boxes: Uint8Array[]): Uint8Array {
  const rate = frequency > 0xffff ? 0 : Math.round(frequency) * 2 ** 16;
  return box(type, [0, 0, 0, 0, 0, 0], u16(1), u32(0, 0), u16(channels, 16, 0, 0), u32(rate), ...boxes);
}
