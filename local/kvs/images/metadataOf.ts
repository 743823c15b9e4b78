import type { Tag } from '../../../core/matroska/Tag.ts';

/** What may stand in a header's name (RFC 9110, 5.6.2). */
const HEADER_NAME = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/;
const PLAIN = /^[\x20-\x7e]*$/;

/** A fragment's own tags, without those that are orders to KVS. */
export function customTags(tags: readonly Tag[]): readonly Tag[] {
  return tags.filter(({ name }) => !name.startsWith('AWS_'));
}

/**
 * A fragment's own tags as S3 metadata (documented: custom tags become object metadata). Assumed: a value beyond ASCII is
 * written as RFC 2047 has it, as S3 itself shows such metadata; a name that no header can bear is left out.
 */
export function metadataOf(tags: readonly Tag[]): Record<string, string> {
  const metadata: Record<string, string> = {};
  for (const { name, value } of customTags(tags)) {
    if (!HEADER_NAME.test(name)) continue;
    metadata[name.toLowerCase()] = PLAIN.test(value) ? value : `=?UTF-8?B?${Buffer.from(value).toString('base64')}?=`;
  }
  return metadata;
}
