import { corrupt } from '../ebml/corrupt.ts';
import type { Element } from '../ebml/Element.ts';
import { ElementId, elementName } from '../ebml/ElementId.ts';
import { readChildren } from '../ebml/readChildren.ts';
import { readLacing } from './readLacing.ts';

/** A SimpleBlock, or a BlockGroup with its Block. */
export interface BlockHeader {
  readonly trackNumber: number;
  /** Against the cluster's timecode, in units of the timecode scale: -32,768..32,767. */
  readonly relativeTimecode: number;
  readonly keyframe: boolean;
  /** Where its frames lie, as offsets: one, or as many as are laced together (256 at most). */
  readonly frames: readonly { readonly start: number; readonly end: number }[];
}

const KEYFRAME_FLAG = 0x80;

/**
 * Reads a whole SimpleBlock or BlockGroup.
 * @param bytes holds the element; `bytes[0]` has offset `base`
 * @throws ArchiverError `Corrupt`
 */
export function readBlock(bytes: Uint8Array, base: number, element: Element): BlockHeader {
  if (element.id === ElementId.SimpleBlock) return readBlockData(bytes, base, element, undefined);
  let block: Element | undefined;
  let references = 0;
  for (const child of readChildren(bytes, base, element)) {
    if (child.id === ElementId.Block) block = child;
    else if (child.id === ElementId.ReferenceBlock) references++;
  }
  if (block === undefined) throw corrupt('BlockGroup', element.start, 'holds no Block');
  return readBlockData(bytes, base, block, references === 0);
}

/** @param keyframe known from the BlockGroup; of a SimpleBlock its own flag counts */
function readBlockData(bytes: Uint8Array, base: number, block: Element, keyframe: boolean | undefined): BlockHeader {
  let at = block.dataStart - base;
  const end = block.end - base;
  const first = bytes[at] ?? 0;
  const length = Math.clz32(first) - 23;
  if (length > 8 || at + length + 3 > end) {
    throw corrupt(elementName(block.id), block.start, 'ends within its own header');
  }
  let trackNumber = first & (0xff >> length);
  for (let i = 1; i < length; i++) trackNumber = trackNumber * 256 + (bytes[at + i] ?? 0);
  at += length;
  const relativeTimecode = (((bytes[at] ?? 0) << 24) >> 16) | (bytes[at + 1] ?? 0);
  const flags = bytes[at + 2] ?? 0;
  at += 3;
  const frames =
    (flags & 0x06) === 0
      ? [{ start: base + at, end: block.end }]
      : readLacing(bytes, base, block, base + at, (flags & 0x06) >> 1);
  return { trackNumber, relativeTimecode, keyframe: keyframe ?? (flags & KEYFRAME_FLAG) !== 0, frames };
}
