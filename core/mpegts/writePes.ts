import { concatBytes } from '../matroska/ebml/encode.ts';
import type { AccessUnit, ElementaryStream } from './ElementaryStream.ts';

const VIDEO_STREAM_ID = 0xe0;
const AUDIO_STREAM_ID = 0xc0;
const U16_MAX = 0xffff;

/** A PES packet with its PTS, and its DTS where it differs (ISO/IEC 13818-1, 2.4.3.6). */
export function writePes(kind: ElementaryStream['kind'], { ptsTicks, dtsTicks, bytes }: AccessUnit): Uint8Array {
  const times = [...timestamp(dtsTicks === ptsTicks ? 0b0010 : 0b0011, ptsTicks)];
  if (dtsTicks !== ptsTicks) times.push(...timestamp(0b0001, dtsTicks));
  const length = 3 + times.length + bytes.length;
  // Pictures may have no length; sound must.
  const told = kind === 'avc' || length > U16_MAX ? 0 : length;
  const header = [0, 0, 1, kind === 'avc' ? VIDEO_STREAM_ID : AUDIO_STREAM_ID, told >> 8, told & 0xff];
  return concatBytes([header, [0x84, dtsTicks === ptsTicks ? 0x80 : 0xc0, times.length, ...times], bytes]);
}

/** 33 bits in five bytes, each group closed by a marker. */
function timestamp(prefix: number, ticks: number): number[] {
  const [high, middle, low] = [Math.floor(ticks / 2 ** 30) % 8, Math.floor(ticks / 2 ** 15) % 2 ** 15, ticks % 2 ** 15];
  return [(prefix << 4) | (high << 1) | 1, middle >> 7, ((middle & 0x7f) << 1) | 1, low >> 7, ((low & 0x7f) << 1) | 1];
}
