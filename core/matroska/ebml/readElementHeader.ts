import { corrupt } from './corrupt.ts';
import type { Element } from './Element.ts';
import { elementName } from './ElementId.ts';

/**
 * Reads an element's id and size at `bytes[at]`; `bytes` ends at `limit`.
 * @param base what to add to positions to make them offsets of the body
 * @returns the element, or undefined when its header is not all there yet.
 * @throws ArchiverError `Corrupt` for an id over 4 bytes, or a size over 8 bytes or 2^53 - 1.
 */
export function readElementHeader(bytes: Uint8Array, at: number, limit: number, base: number): Element | undefined {
  const first = bytes[at];
  if (at >= limit || first === undefined) return undefined;
  const idLength = Math.clz32(first) - 23;
  if (idLength > 4) throw corrupt('element id', base + at, `first byte 0x${first.toString(16)} is none of an id`);
  const sizeAt = at + idLength;
  const sizeFirst = bytes[sizeAt];
  if (sizeAt >= limit || sizeFirst === undefined) return undefined;
  const sizeLength = Math.clz32(sizeFirst) - 23;
  let id = first;
  for (let i = at + 1; i < sizeAt; i++) id = id * 256 + (bytes[i] ?? 0);
  if (sizeLength > 8) throw corrupt(elementName(id), base + at, 'its size takes more than 8 bytes');
  const dataAt = sizeAt + sizeLength;
  if (dataAt > limit) return undefined;

  const marker = 1 << (8 - sizeLength);
  let size = sizeFirst & (marker - 1);
  let allOnes = size === marker - 1;
  for (let i = sizeAt + 1; i < dataAt; i++) {
    const byte = bytes[i] ?? 0;
    allOnes &&= byte === 0xff;
    size = size * 256 + byte;
  }
  const dataStart = base + dataAt;
  if (allOnes) return { id, start: base + at, dataStart, end: Number.POSITIVE_INFINITY };
  const end = dataStart + size;
  if (!Number.isSafeInteger(end)) throw corrupt(elementName(id), base + at, 'its size is beyond any file');
  return { id, start: base + at, dataStart, end };
}
