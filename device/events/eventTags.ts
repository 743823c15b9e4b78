import { Buffer } from 'node:buffer';
import { ArchiverError } from '../../core/errors.ts';
import { IMAGE_GENERATION, IMAGE_PREFIX, NOTIFICATION } from '../../core/matroska/awsTag.ts';
import type { Tag } from '../../core/matroska/Tag.ts';
import type { DeviceEvent } from './DeviceEvent.ts';

/** Documented: service quotas, metadata of a fragment. AWS's own tags count too; END_OF_FRAGMENT does not (observed). */
export const MOST_TAGS = 10;
/** Bytes of UTF-8 (documented: service quotas). */
const MOST_NAME_BYTES = 128;
const MOST_VALUE_BYTES = 256;
/** Names that begin so are the service's own (documented: how metadata works; AWS's producers refuse them). */
const RESERVED = /^AWS/;

/**
 * The tags that an event makes, the service's own first: they say what the others belong to.
 * @throws ArchiverError `InvalidInput` for what the service would refuse the whole fragment for, naming the field
 */
export function eventTags({ image = false, imagePrefix, notify = false, metadata = {} }: DeviceEvent): Tag[] {
  const tags: Tag[] = [];
  // The value of both is not looked at (documented: image generation).
  if (image) tags.push({ name: IMAGE_GENERATION, value: '' });
  if (notify) tags.push({ name: NOTIFICATION, value: '' });
  if (imagePrefix !== undefined) {
    if (!image) throw refusal('imagePrefix', 'is of use only with image');
    checkText('imagePrefix', imagePrefix, MOST_VALUE_BYTES);
    tags.push({ name: IMAGE_PREFIX, value: imagePrefix });
  }
  for (const [name, value] of Object.entries(metadata)) {
    checkText(`metadata ${JSON.stringify(name.slice(0, MOST_NAME_BYTES))}`, name, MOST_NAME_BYTES, 'the name ');
    if (RESERVED.test(name))
      throw refusal(`metadata ${JSON.stringify(name)}`, 'names that begin with AWS are reserved');
    checkText(`metadata ${JSON.stringify(name)}`, value, MOST_VALUE_BYTES, 'the value ', 0);
    tags.push({ name, value });
  }
  if (tags.length > MOST_TAGS) {
    throw refusal(
      'metadata',
      `makes ${tags.length} tags with image and notification, and a fragment takes ${MOST_TAGS}`,
    );
  }
  return tags;
}

function checkText(field: string, text: string, mostBytes: number, part = '', fewestBytes = 1): void {
  const bytes = Buffer.byteLength(text);
  if (bytes < fewestBytes) throw refusal(field, `${part}is empty`);
  if (bytes > mostBytes) throw refusal(field, `${part}has ${bytes} bytes, and ${mostBytes} is the most`);
  // NUL ends a Matroska string, and the service would store what stands before it.
  if (/\p{Cc}/u.test(text)) throw refusal(field, `${part}has a control character`);
  // Half of a surrogate pair has no bytes in UTF-8: what would be stored is another text.
  if (/\p{Cs}/u.test(text)) throw refusal(field, `${part}is no valid Unicode`);
}

function refusal(field: string, what: string): ArchiverError {
  return new ArchiverError('InvalidInput', `${field}: ${what}`, { details: { field } });
}
