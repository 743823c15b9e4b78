import { corrupt } from '../ebml/corrupt.ts';
import type { Element } from '../ebml/Element.ts';
import { elementName } from '../ebml/ElementId.ts';

const XIPH = 1;
const FIXED = 2;

/**
 * Where the frames of a laced block lie (RFC 9559, 10.3): at most 256.
 * @param at offset of the lace count
 * @param lacing 1 Xiph, 2 fixed size, 3 EBML
 * @throws ArchiverError `Corrupt` when the sizes do not fit in the block.
 */
export function readLacing(
  bytes: Uint8Array,
  base: number,
  block: Element,
  at: number,
  lacing: number,
): { start: number; end: number }[] {
  const fault = () => corrupt(elementName(block.id), block.start, 'its lacing does not fit');
  let next = at - base;
  const end = block.end - base;
  const takeByte = () => {
    if (next >= end) throw fault();
    return bytes[next++] ?? 0;
  };
  /** An EBML-coded integer; a difference (signed) after the first. */
  const takeInteger = (signed: boolean) => {
    const first = takeByte();
    const length = Math.clz32(first) - 23;
    if (length > 4) throw fault();
    let value = first & (0xff >> length);
    for (let i = 1; i < length; i++) value = value * 256 + takeByte();
    return signed ? value - (2 ** (7 * length - 1) - 1) : value;
  };

  const count = takeByte() + 1;
  const sizes: number[] = [];
  if (lacing === FIXED) {
    const size = (end - next) / count;
    if (!Number.isInteger(size)) throw fault();
    sizes.push(...new Array<number>(count).fill(size));
  } else {
    let size = 0;
    for (let i = 0; i < count - 1; i++) {
      if (lacing === XIPH) {
        size = 0;
        let part = 0;
        do {
          part = takeByte();
          size += part;
        } while (part === 255);
      } else {
        size = i === 0 ? takeInteger(false) : size + takeInteger(true);
        if (size < 0) throw fault();
      }
      sizes.push(size);
    }
    const rest = sizes.reduce((left, taken) => left - taken, end - next);
    if (rest < 0) throw fault();
    sizes.push(rest);
  }
  let start = base + next;
  return sizes.map((size) => {
    const frame = { start, end: start + size };
    start = frame.end;
    return frame;
  });
}
