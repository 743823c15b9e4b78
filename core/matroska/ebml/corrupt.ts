import { ArchiverError } from '../../errors.ts';

/** A `Corrupt` that names the element and the byte offset where it begins. */
export function corrupt(element: string, offset: number, what: string, reason = 'InvalidMatroska'): ArchiverError {
  return new ArchiverError('Corrupt', `${element} at byte ${offset}: ${what}`, {
    details: { element, offset, reason },
  });
}
