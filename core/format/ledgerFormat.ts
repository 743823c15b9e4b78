import { ArchiverError } from '../errors.ts';

/**
 * The format of what stands in the tables and the archive: rows, stream items, manifests, keys. It is raised by a change
 * that an older version would misread, and only then; a new optional attribute is none.
 */
export const LEDGER_FORMAT = 1;

/** The oldest format that this version still reads as it is. */
export const OLDEST_READ = 1;

/**
 * Whether this version may work on a ledger of that format.
 *
 * @param standing undefined where no format was noted: a new ledger, or one from before there was a note, which is 1
 * @returns `note` where ours is to be noted, `fine` where nothing is to be done
 * @throws ArchiverError `InvalidInput`, saying what to do
 */
export function checkLedgerFormat(standing: unknown): 'note' | 'fine' {
  if (standing === undefined) return 'note';
  if (typeof standing !== 'number' || !Number.isInteger(standing) || standing < 1) {
    throw new ArchiverError('Corrupt', `the ledger's format is ${JSON.stringify(standing)}, which is no format`);
  }
  if (standing > LEDGER_FORMAT) {
    throw new ArchiverError(
      'InvalidInput',
      `the ledger has format ${standing}, and this version reads up to ${LEDGER_FORMAT}: a newer version has worked on ` +
        'it. Deploy that version again; nothing was changed',
    );
  }
  if (standing < OLDEST_READ) {
    throw new ArchiverError(
      'InvalidInput',
      `the ledger has format ${standing}, and this version reads ${OLDEST_READ} to ${LEDGER_FORMAT}: deploy a version ` +
        'between the two first, which brings it forward; nothing was changed',
    );
  }
  return standing === LEDGER_FORMAT ? 'fine' : 'note';
}
