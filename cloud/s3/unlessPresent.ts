import { isArchiverError } from '../../core/errors.ts';
import type { StoreOutcome } from '../../core/ports/objectStore.ts';
import { inOurWords } from '../awsError.ts';

/**
 * A write with `If-None-Match: *`. 412: an object is there. 409: another write of it is under way, and S3 does not say
 * which will win; the caller reads what is stored, and tries again where nothing is yet.
 */
export async function unlessPresent(doing: string, write: () => Promise<unknown>): Promise<StoreOutcome> {
  try {
    await inOurWords(doing, write);
    return 'stored';
  } catch (error) {
    if (isArchiverError(error, 'Conflict')) return 'exists';
    throw error;
  }
}
