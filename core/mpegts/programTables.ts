import { concatBytes } from '../matroska/ebml/encode.ts';
import { u32 } from '../mp4/build/boxBytes.ts';
import type { ElementaryStream } from './ElementaryStream.ts';

export const PAT_PID = 0;
export const PMT_PID = 0x1000;
const FIRST_STREAM_PID = 0x100;
const POLYNOMIAL = 0x04c1_1db7;
/** ISO/IEC 13818-1, table 2-34: H.264, and AAC in ADTS. */
const STREAM_TYPES: Readonly<Record<ElementaryStream['kind'], number>> = { avc: 0x1b, aac: 0x0f };

export const streamPid = (index: number): number => FIRST_STREAM_PID + index;

/** The program association table: one program (2.4.4.3). */
export function writePat(): Uint8Array {
  return section(0, [0, 1, 0xe0 | (PMT_PID >> 8), PMT_PID & 0xff]);
}

/** Its map: the streams, of which the first one carries the clock (2.4.4.8). */
export function writePmt(streams: readonly ElementaryStream[]): Uint8Array {
  const clock = streamPid(0);
  const listed = streams.flatMap(({ kind }, index) => {
    const pid = streamPid(index);
    return [STREAM_TYPES[kind], 0xe0 | (pid >> 8), pid & 0xff, 0xf0, 0];
  });
  return section(2, [0xe0 | (clock >> 8), clock & 0xff, 0xf0, 0, ...listed]);
}

/** A section behind its pointer field, with its checksum. */
function section(tableId: number, data: readonly number[]): Uint8Array {
  const length = 5 + data.length + 4;
  const body = [tableId, 0xb0 | (length >> 8), length & 0xff, 0, 1, 0xc1, 0, 0, ...data];
  return concatBytes([[0], body, u32(checksum(body))]);
}

/** CRC-32 as sections have it: most significant bit first, not inverted (annex A). */
function checksum(bytes: readonly number[]): number {
  let crc = 0xffff_ffff;
  for (const byte of bytes) {
    crc ^= byte << 24;
    for (let bit = 0; bit < 8; bit++) crc = crc & 0x8000_0000 ? (crc << 1) ^ POLYNOMIAL : crc << 1;
  }
  return crc >>> 0;
}
