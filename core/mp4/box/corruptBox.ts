import { ArchiverError } from '../../errors.ts';

/** A `Corrupt` that names the box and the byte offset where it begins. */
export function corruptBox(box: string, offset: number, what: string): ArchiverError {
  return new ArchiverError('Corrupt', `${box} at byte ${offset}: ${what}`, { details: { box, offset } });
}
