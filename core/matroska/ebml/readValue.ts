import { corrupt } from './corrupt.ts';
import type { Element } from './Element.ts';
import { elementName } from './ElementId.ts';

const utf8 = new TextDecoder('utf-8', { ignoreBOM: true });

/** The element's data as a view; `bytes[0]` has offset `base`. */
export function readBytes(bytes: Uint8Array, base: number, element: Element): Uint8Array {
  return bytes.subarray(element.dataStart - base, element.end - base);
}

/**
 * An unsigned integer of 0-8 bytes.
 * @throws ArchiverError `Corrupt` when it is longer, or over 2^53 - 1.
 */
export function readUnsigned(bytes: Uint8Array, base: number, element: Element): number {
  const data = readBytes(bytes, base, element);
  if (data.length > 8) throw corrupt(elementName(element.id), element.start, `an integer of ${data.length} bytes`);
  let value = 0;
  for (const byte of data) value = value * 256 + byte;
  if (!Number.isSafeInteger(value)) throw corrupt(elementName(element.id), element.start, 'is over 2^53 - 1');
  return value;
}

/**
 * A float of 0, 4 or 8 bytes.
 * @throws ArchiverError `Corrupt` for any other length, or a value that is no finite number.
 */
export function readFloat(bytes: Uint8Array, base: number, element: Element): number {
  const data = readBytes(bytes, base, element);
  const view = new DataView(data.buffer, data.byteOffset, data.byteLength);
  let value: number;
  if (data.length === 0) value = 0;
  else if (data.length === 4) value = view.getFloat32(0);
  else if (data.length === 8) value = view.getFloat64(0);
  else throw corrupt(elementName(element.id), element.start, `a float of ${data.length} bytes`);
  if (!Number.isFinite(value)) throw corrupt(elementName(element.id), element.start, 'is no finite number');
  return value;
}

/** A string in UTF-8, up to its first NUL: producers pad with them (observed). */
export function readString(bytes: Uint8Array, base: number, element: Element): string {
  const data = readBytes(bytes, base, element);
  const nul = data.indexOf(0);
  return utf8.decode(nul < 0 ? data : data.subarray(0, nul));
}
