import type { Box } from '../box/Box.ts';

/** Bytes that surely hold the header of a box. */
export const BOX_HEADER_BYTES = 16;

/**
 * The header of a box that begins with these bytes; undefined where they are too few, or none.
 *
 * @param start its offset in the file
 * @param fileBytes a box without a size reaches to the end of the file
 */
export function readBoxHeader(bytes: Uint8Array, start: number, fileBytes: number): Box | undefined {
  if (bytes.length < 8) return undefined;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const type = String.fromCharCode(...bytes.subarray(4, 8));
  let size = view.getUint32(0);
  let headerBytes = 8;
  if (size === 1) {
    if (bytes.length < BOX_HEADER_BYTES) return undefined;
    size = view.getUint32(8) * 2 ** 32 + view.getUint32(12);
    headerBytes = BOX_HEADER_BYTES;
  } else if (size === 0) size = fileBytes - start;
  if (size < headerBytes) return undefined;
  return { type, start, dataStart: start + headerBytes, end: start + size };
}
