import { ElementId } from '../ebml/ElementId.ts';
import { concatBytes, encodeElement, encodeString } from '../ebml/encode.ts';
import type { Tag } from '../Tag.ts';

/** The service writes this size in 4 bytes (observed: `10 00 00 eb`). */
const TAGS_SIZE_WIDTH = 4;

/** One `Tags` element (size in 4 bytes) with one `Tag` without Targets, holding the SimpleTags in order. */
export function writeTags(tags: readonly Tag[]): Uint8Array {
  const simpleTags = tags.map((tag) =>
    encodeElement(
      ElementId.SimpleTag,
      concatBytes([
        encodeElement(ElementId.TagName, encodeString(tag.name)),
        encodeElement(ElementId.TagString, encodeString(tag.value)),
      ]),
    ),
  );
  return encodeElement(ElementId.Tags, encodeElement(ElementId.Tag, concatBytes(simpleTags)), TAGS_SIZE_WIDTH);
}
