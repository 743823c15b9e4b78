import { corrupt } from '../ebml/corrupt.ts';
import type { Element } from '../ebml/Element.ts';
import { ElementId } from '../ebml/ElementId.ts';
import { readChildren } from '../ebml/readChildren.ts';
import { readString } from '../ebml/readValue.ts';
import type { Tag } from '../Tag.ts';

/**
 * SimpleTags of one element, and of one fragment. KVS takes ten a fragment; without a bound, objects would outweigh the
 * bytes that they come from.
 */
export const MAX_TAGS = 4096;

/**
 * The SimpleTags of a whole Tags element, in order. Those nested in others, and those without a name, are left out.
 * @param bytes holds the element; `bytes[0]` has offset `base`
 * @throws ArchiverError `Corrupt`
 */
export function readTags(bytes: Uint8Array, base: number, tags: Element): Tag[] {
  const found: Tag[] = [];
  for (const tag of readChildren(bytes, base, tags)) {
    if (tag.id !== ElementId.Tag) continue;
    for (const simpleTag of readChildren(bytes, base, tag)) {
      if (simpleTag.id !== ElementId.SimpleTag) continue;
      let name = '';
      let value = '';
      for (const child of readChildren(bytes, base, simpleTag)) {
        if (child.id === ElementId.TagName) name = readString(bytes, base, child);
        else if (child.id === ElementId.TagString) value = readString(bytes, base, child);
      }
      if (name === '') continue;
      if (found.length === MAX_TAGS) throw corrupt('Tags', tags.start, `hold over ${MAX_TAGS} SimpleTags`);
      found.push({ name, value });
    }
  }
  return found;
}
