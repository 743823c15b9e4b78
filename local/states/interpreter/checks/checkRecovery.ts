import { checkNext } from './checkNext.ts';
import { isRecord, oneOf, records, refuseUnknownFields } from './fields.ts';
import { InvalidDefinition } from './InvalidDefinition.ts';

const RETRY_FIELDS = [
  ...['Comment', 'ErrorEquals', 'IntervalSeconds', 'MaxAttempts', 'BackoffRate', 'MaxDelaySeconds', 'JitterStrategy'],
];

function checkErrorEquals(where: string, entry: Record<string, unknown>, isLast: boolean): void {
  const names = entry.ErrorEquals;
  if (!Array.isArray(names) || names.length === 0 || !names.every((name) => typeof name === 'string')) {
    throw new InvalidDefinition(where, 'ErrorEquals must be a list of error names');
  }
  if (names.includes('States.ALL') && (names.length > 1 || !isLast)) {
    throw new InvalidDefinition(where, 'States.ALL must stand alone, in the last entry');
  }
}

function checkNumber(where: string, entry: Record<string, unknown>, field: string, min: number, whole: boolean): void {
  const value = entry[field];
  if (value === undefined) return;
  if (typeof value !== 'number' || value < min || (whole && !Number.isInteger(value))) {
    throw new InvalidDefinition(where, `${field} must be ${whole ? 'an integer' : 'a number'} of at least ${min}`);
  }
}

/** Retry and Catch of a state. Documented: Amazon States Language, "Errors". @throws InvalidDefinition */
export function checkRecovery(where: string, state: Record<string, unknown>, siblings: readonly string[]): void {
  if (state.Retry !== undefined) {
    for (const [index, entry] of records(where, state.Retry, 'Retry').entries()) {
      refuseUnknownFields(where, entry, RETRY_FIELDS);
      checkErrorEquals(where, entry, index === (state.Retry as unknown[]).length - 1);
      checkNumber(where, entry, 'IntervalSeconds', 1, true);
      checkNumber(where, entry, 'MaxAttempts', 0, true);
      checkNumber(where, entry, 'BackoffRate', 1, false);
      checkNumber(where, entry, 'MaxDelaySeconds', 1, true);
      oneOf(where, entry.JitterStrategy, 'JitterStrategy', ['FULL', 'NONE']);
    }
  }
  if (state.Catch === undefined) return;
  for (const [index, entry] of records(where, state.Catch, 'Catch').entries()) {
    refuseUnknownFields(where, entry, ['Comment', 'ErrorEquals', 'Next', 'Output', 'Assign']);
    checkErrorEquals(where, entry, index === (state.Catch as unknown[]).length - 1);
    checkNext(where, entry.Next, siblings);
    if (entry.Assign !== undefined && !isRecord(entry.Assign)) {
      throw new InvalidDefinition(where, 'Assign must be an object');
    }
  }
}
