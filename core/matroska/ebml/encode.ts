/** The bytes of an id, whose length marker is part of it. */
export function encodeId(id: number): readonly number[] {
  const known = IDS.get(id);
  if (known !== undefined) return known;
  const bytes = encodeUnsigned(id);
  if (IDS.size < MAX_IDS) IDS.set(id, bytes);
  return bytes;
}
/** Each frame has its ids: encoded once. There are some dozens of them, if a caller does not make them up. */
const IDS = new Map<number, readonly number[]>();
const MAX_IDS = 1_000;

/** A size in as few bytes as can hold it, or in `width` bytes. All ones is reserved for the unknown size. */
export function encodeSize(size: number, width = shortestWidth(size)): number[] {
  const bytes = new Array<number>(width).fill(0);
  let rest = size;
  for (let at = width - 1; at >= 0; at--) {
    bytes[at] = rest % 256;
    rest = Math.floor(rest / 256);
  }
  bytes[0] = (bytes[0] ?? 0) | (1 << (8 - width));
  return bytes;
}

/** The unknown size in one byte. */
export const UNKNOWN_SIZE: readonly number[] = [0xff];

/** An unsigned integer in as few bytes as can hold it, or in `width` bytes. */
export function encodeUnsigned(value: number, width = 1): number[] {
  const bytes: number[] = [];
  for (let rest = value; rest > 0 || bytes.length < width; rest = Math.floor(rest / 256)) bytes.unshift(rest % 256);
  return bytes;
}

/** A float in 8 bytes. */
export function encodeFloat(value: number): Uint8Array {
  const bytes = new Uint8Array(8);
  new DataView(bytes.buffer).setFloat64(0, value);
  return bytes;
}

const utf8 = new TextEncoder();

export function encodeString(text: string): Uint8Array {
  return utf8.encode(text);
}

/** One element of known size, its size in as few bytes as can hold it or in `sizeWidth` bytes. */
export function encodeElement(id: number, data: ArrayLike<number>, sizeWidth?: number): Uint8Array {
  return concatBytes([encodeId(id), encodeSize(data.length, sizeWidth), data]);
}

/** The parts in one piece. */
export function concatBytes(parts: readonly ArrayLike<number>[]): Uint8Array {
  const bytes = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}

function shortestWidth(size: number): number {
  let width = 1;
  while (size >= 2 ** (7 * width) - 1) width++;
  return width;
}
