import type { BitReader } from './BitReader.ts';

/** No camera is outside of these: what an encoder leaves empty, or fills with noise, is not believed. */
const [SLOWEST, FASTEST] = [0.5, 300];

/**
 * num_units_in_tick and time_scale as frames a second; 0 where they make no sense.
 * @param ticksPerFrame 2 in H.264, 1 in H.265
 */
export function readVuiTiming(reader: BitReader, ticksPerFrame: number): number {
  const units = reader.bits(32);
  const scale = reader.bits(32);
  const rate = units === 0 ? 0 : scale / units / ticksPerFrame;
  return rate >= SLOWEST && rate <= FASTEST ? rate : 0;
}
