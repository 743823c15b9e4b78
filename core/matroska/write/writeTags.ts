import { ElementId } from '../ebml/ElementId.ts';
import { concatBytes, encodeElement, encodeString } from '../ebml/encode.ts';
import type { Tag } from '../Tag.ts';

/**
 * One `Tags` element with one `Tag` without Targets, holding the SimpleTags in order.
 * @param sizeWidth bytes of every size: 4 as the service writes them, 8 as AWS's producers do (both observed)
 */
export function writeTags(tags: readonly Tag[], sizeWidth: 4 | 8 = 4): Uint8Array {
  const simpleTags = tags.map((tag) =>
    encodeElement(
      ElementId.SimpleTag,
      concatBytes([
        encodeElement(ElementId.TagName, encodeString(tag.name), sizeWidth),
        encodeElement(ElementId.TagString, encodeString(tag.value), sizeWidth),
      ]),
      sizeWidth,
    ),
  );
  return encodeElement(ElementId.Tags, encodeElement(ElementId.Tag, concatBytes(simpleTags), sizeWidth), sizeWidth);
}
