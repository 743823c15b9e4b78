/** Bytes of an esds box before its descriptors. */
const VERSION_AND_FLAGS = 4;
const ES = 3;
const DECODER_CONFIG = 4;
const DECODER_SPECIFIC = 5;
/** Fixed fields of a DecoderConfigDescriptor (ISO/IEC 14496-1, 7.2.6.6). */
const DECODER_FIELDS = 13;

/**
 * The AudioSpecificConfig in the content of an esds box (ISO/IEC 14496-1, 7.2.6); undefined where it has none.
 */
export function audioSpecificConfig(esds: Uint8Array): Uint8Array | undefined {
  let at = VERSION_AND_FLAGS;
  while (at + 2 <= esds.length) {
    const tag = esds[at];
    at += 1;
    let length = 0;
    for (let more = true; more && at < esds.length; at++) {
      const byte = esds[at] ?? 0;
      length = (length * 128 + (byte & 0x7f)) % 2 ** 28;
      more = (byte & 0x80) !== 0;
    }
    if (tag === ES) {
      const flags = esds[at + 2] ?? 0;
      at += 3 + ((flags & 0x80) === 0 ? 0 : 2) + ((flags & 0x20) === 0 ? 0 : 2);
      if ((flags & 0x40) !== 0) at += 1 + (esds[at] ?? 0);
    } else if (tag === DECODER_CONFIG) at += DECODER_FIELDS;
    else if (tag === DECODER_SPECIFIC) {
      return length > 0 && at + length <= esds.length ? esds.slice(at, at + length) : undefined;
    } else at += length;
  }
  return undefined;
}
