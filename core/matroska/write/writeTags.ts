import { ArchiverError } from '../../errors.ts';
import type { Tag } from '../Tag.ts';

/** One `Tags` element (size in 4 bytes) with one `Tag` without Targets, holding the SimpleTags in order. */
export function writeTags(_tags: readonly Tag[]): Uint8Array {
  throw new ArchiverError('Internal', 'not yet');
}
