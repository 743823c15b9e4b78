import { corrupt } from './corrupt.ts';
import type { Element } from './Element.ts';
import { elementName } from './ElementId.ts';
import { readElementHeader } from './readElementHeader.ts';

/**
 * The children of a master element whose bytes are all there, one at a time.
 * @param bytes the master's bytes, of which `bytes[0]` has offset `base`
 * @throws ArchiverError `Corrupt` when a child has an unknown size or reaches beyond its parent.
 */
export function* readChildren(bytes: Uint8Array, base: number, parent: Element): Generator<Element> {
  let at = parent.dataStart;
  while (at < parent.end) {
    const child = readElementHeader(bytes, at - base, parent.end - base, base);
    if (child === undefined) throw corrupt(elementName(parent.id), parent.start, `ends within a child at byte ${at}`);
    if (child.end > parent.end) {
      throw corrupt(elementName(child.id), child.start, `reaches beyond the end of ${elementName(parent.id)}`);
    }
    yield child;
    at = child.end;
  }
}
