import { corrupt } from '../ebml/corrupt.ts';
import type { Element } from '../ebml/Element.ts';
import { ElementId } from '../ebml/ElementId.ts';
import { readChildren } from '../ebml/readChildren.ts';
import { readUnsigned } from '../ebml/readValue.ts';

/** The Matroska default: a timecode counts milliseconds. */
export const DEFAULT_TIMECODE_SCALE = 1_000_000;

/**
 * TimecodeScale of a whole Info element, in nanoseconds.
 * @throws ArchiverError `Corrupt`
 */
export function readTimecodeScale(bytes: Uint8Array, base: number, info: Element): number {
  let scale = DEFAULT_TIMECODE_SCALE;
  for (const child of readChildren(bytes, base, info)) {
    if (child.id !== ElementId.TimecodeScale) continue;
    scale = readUnsigned(bytes, base, child);
    if (scale === 0) throw corrupt('TimecodeScale', child.start, 'is 0');
  }
  return scale;
}
