import { ElementId } from '../../../core/matroska/ebml/ElementId.ts';
import {
  concatBytes,
  encodeElement,
  encodeId,
  encodeString,
  UNKNOWN_SIZE,
} from '../../../core/matroska/ebml/encode.ts';
import type { Tag } from '../../../core/matroska/Tag.ts';
import { writeTags } from '../../../core/matroska/write/writeTags.ts';

/** An EBML document with nothing but tags: how a failure is told inside an answer that began with 200. */
export function errorDocument(tags: readonly Tag[]): Uint8Array {
  const header = [
    encodeElement(ElementId.EbmlVersion, [1]),
    encodeElement(ElementId.EbmlReadVersion, [1]),
    encodeElement(ElementId.EbmlMaxIdLength, [4]),
    encodeElement(ElementId.EbmlMaxSizeLength, [8]),
    encodeElement(ElementId.DocType, encodeString('matroska')),
    encodeElement(ElementId.DocTypeVersion, [2]),
    encodeElement(ElementId.DocTypeReadVersion, [2]),
  ];
  return concatBytes([
    encodeElement(ElementId.Ebml, Buffer.concat(header)),
    encodeId(ElementId.Segment),
    UNKNOWN_SIZE,
    writeTags(tags),
  ]);
}
