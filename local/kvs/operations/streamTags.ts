import { constraintError, KvsError } from '../kvsError.ts';
import { checkString, type Input, optionalStructure } from '../protocol/members.ts';

/** Documented: service model, Tags. */
const MAX_TAGS = 50;
const TAG_TEXT = /^[\p{L}\p{Z}\p{N}_.:/=+\-@]*$/u;
export const TAG_KEY = { min: 1, max: 128, pattern: TAG_TEXT } as const;
const TAG_VALUE = { min: 0, max: 256, pattern: TAG_TEXT } as const;

/** The `Tags` of a request, checked; undefined where it has none. */
export function tagsOf(input: Input): Readonly<Record<string, string>> | undefined {
  const given = optionalStructure(input, 'Tags');
  if (given === undefined) return undefined;
  const tags: Record<string, string> = {};
  for (const [key, value] of Object.entries(given)) {
    checkString('Tags.key', key, TAG_KEY);
    if (typeof value !== 'string') throw constraintError(`Tags.${key}`, value, 'Member must be a string');
    tags[key] = checkString(`Tags.${key}`, value, TAG_VALUE);
  }
  return tags;
}

/** @throws KvsError TagsPerResourceExceededLimitException. */
export function checkTagCount(tags: Readonly<Record<string, string>>): void {
  if (Object.keys(tags).length > MAX_TAGS) {
    throw new KvsError(
      'TagsPerResourceExceededLimitException',
      `You have exceeded the limit of tags that you can associate with the resource: ${MAX_TAGS}.`,
    );
  }
}
