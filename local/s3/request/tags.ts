import { S3Error } from '../s3Error.ts';
import { childElements, type XmlElement } from './readXml.ts';

/** Documented: user guide, "Categorizing your storage using tags". */
const MAX_TAGS = 10;
const MAX_KEY_LENGTH = 128;
const MAX_VALUE_LENGTH = 256;

/** Tags of an `x-amz-tagging` header: URL query parameters. */
export function parseTagHeader(header: string | undefined): Record<string, string> {
  return header === undefined ? {} : checkedTags([...new URLSearchParams(header)]);
}

/** Tags of an element that holds `Tag` children. */
export function parseTagElements(parent: XmlElement): Record<string, string> {
  return checkedTags(childElements(parent, 'Tag').map((tag) => [tag.text('Key') ?? '', tag.text('Value') ?? '']));
}

function checkedTags(pairs: (readonly [string, string])[]): Record<string, string> {
  if (pairs.length > MAX_TAGS)
    throw new S3Error('InvalidTag', { message: `Object tags cannot be greater than ${MAX_TAGS}` });
  const tags = new Map<string, string>();
  for (const [key, value] of pairs) {
    if (key === '' || key.length > MAX_KEY_LENGTH)
      throw new S3Error('InvalidTag', { message: 'The TagKey you have provided is invalid' });
    if (value.length > MAX_VALUE_LENGTH)
      throw new S3Error('InvalidTag', { message: 'The TagValue you have provided is invalid' });
    if (tags.has(key)) throw new S3Error('InvalidTag', { message: 'Cannot provide multiple Tags with the same key' });
    tags.set(key, value);
  }
  return Object.fromEntries(tags);
}
