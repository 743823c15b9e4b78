import { concatBytes, encodeString } from '../../matroska/ebml/encode.ts';

export function u16(...values: readonly number[]): Uint8Array {
  const view = new DataView(new ArrayBuffer(values.length * 2));
  values.forEach((value, index) => {
    view.setUint16(index * 2, value);
  });
  return new Uint8Array(view.buffer);
}

/** Also signed values, in two's complement. */
export function u32(...values: readonly number[]): Uint8Array {
  return u32Of(values);
}

export function u64(...values: readonly number[]): Uint8Array {
  return u64Of(values);
}

/** Many numbers: passed as one list, since a call takes only so many arguments. */
export function u32Of(values: readonly number[]): Uint8Array {
  const view = new DataView(new ArrayBuffer(values.length * 4));
  for (let index = 0; index < values.length; index++) view.setUint32(index * 4, values[index] ?? 0);
  return new Uint8Array(view.buffer);
}

export function u64Of(values: readonly number[]): Uint8Array {
  const view = new DataView(new ArrayBuffer(values.length * 8));
  values.forEach((value, index) => {
    view.setUint32(index * 8, Math.floor(value / 2 ** 32));
    view.setUint32(index * 8 + 4, value % 2 ** 32);
  });
  return new Uint8Array(view.buffer);
}

/** One box. */
export function box(type: string, ...data: readonly ArrayLike<number>[]): Uint8Array {
  const length = data.reduce((sum, part) => sum + part.length, 8);
  return concatBytes([u32(length), encodeString(type), ...data]);
}

/** One box with version and flags. */
export function fullBox(
  type: string,
  version: number,
  flags: number,
  ...data: readonly ArrayLike<number>[]
): Uint8Array {
  return box(type, u32(version * 2 ** 24 + flags), ...data);
}
