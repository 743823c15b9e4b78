import { constraintError, KvsError } from '../kvsError.ts';

export type Input = Readonly<Record<string, unknown>>;

/*
 * Readers of a request's members. Absent and null are the same, as AWS reads them; a wrong JSON type is a
 * SerializationException, a wrong value an InvalidArgumentException; members nobody asks for are ignored.
 */

interface StringConstraint {
  readonly min?: number;
  readonly max?: number;
  readonly pattern?: RegExp;
  readonly values?: readonly string[];
}

const wrongType = (member: string, wanted: string): KvsError =>
  new KvsError('SerializationException', `Member '${member}' must be ${wanted}.`);

const nullMember = (member: string): KvsError => constraintError(member, undefined, 'Member must not be null');

export function optionalString(input: Input, member: string, constraint: StringConstraint = {}): string | undefined {
  const value = input[member];
  if (value === undefined || value === null) return undefined;
  if (typeof value !== 'string') throw wrongType(member, 'a string');
  return checkString(member, value, constraint);
}

export function requiredString(input: Input, member: string, constraint: StringConstraint = {}): string {
  const value = optionalString(input, member, constraint);
  if (value === undefined) throw nullMember(member);
  return value;
}

/** One of a closed set of words, or nothing. */
export function optionalWord<Word extends string>(
  input: Input,
  member: string,
  words: readonly Word[],
): Word | undefined {
  return optionalString(input, member, { values: words }) as Word | undefined;
}

/** One of a closed set of words. */
export function requiredWord<Word extends string>(input: Input, member: string, words: readonly Word[]): Word {
  return requiredString(input, member, { values: words }) as Word;
}

export function checkString(member: string, value: string, constraint: StringConstraint): string {
  const { min = 0, max = Number.POSITIVE_INFINITY, pattern, values } = constraint;
  if (value.length < min) {
    throw constraintError(member, value, `Member must have length greater than or equal to ${min}`);
  }
  if (value.length > max) throw constraintError(member, value, `Member must have length less than or equal to ${max}`);
  if (pattern !== undefined && !pattern.test(value)) {
    throw constraintError(member, value, `Member must satisfy regular expression pattern: ${pattern.source}`);
  }
  if (values !== undefined && !values.includes(value)) {
    throw constraintError(member, value, `Member must satisfy enum value set: [${values.join(', ')}]`);
  }
  return value;
}

export function optionalInteger(input: Input, member: string, min: number, max: number): number | undefined {
  const value = input[member];
  if (value === undefined || value === null) return undefined;
  if (typeof value !== 'number' || !Number.isInteger(value)) throw wrongType(member, 'an integer');
  if (value < min) throw constraintError(member, value, `Member must have value greater than or equal to ${min}`);
  if (value > max) throw constraintError(member, value, `Member must have value less than or equal to ${max}`);
  return value;
}

export function requiredInteger(input: Input, member: string, min: number, max: number): number {
  const value = optionalInteger(input, member, min, max);
  if (value === undefined) throw nullMember(member);
  return value;
}

export function optionalStructure(input: Input, member: string): Input | undefined {
  const value = input[member];
  if (value === undefined || value === null) return undefined;
  if (typeof value !== 'object' || Array.isArray(value)) throw wrongType(member, 'a structure');
  return value as Input;
}

export function requiredStructure(input: Input, member: string): Input {
  const value = optionalStructure(input, member);
  if (value === undefined) throw nullMember(member);
  return value;
}

/** A list of strings, each within the constraint. */
export function requiredStrings(
  input: Input,
  member: string,
  size: { readonly min: number; readonly max: number },
  constraint: StringConstraint,
): readonly string[] {
  const value = input[member];
  if (value === undefined || value === null) throw nullMember(member);
  if (!Array.isArray(value)) throw wrongType(member, 'a list');
  if (value.length < size.min) {
    throw constraintError(member, value, `Member must have length greater than or equal to ${size.min}`);
  }
  if (value.length > size.max) {
    throw constraintError(member, value, `Member must have length less than or equal to ${size.max}`);
  }
  return value.map((entry: unknown, index) => {
    if (typeof entry !== 'string') throw wrongType(`${member}.${index + 1}.member`, 'a string');
    return checkString(`${member}.${index + 1}.member`, entry, constraint);
  });
}

/**
 * A timestamp: a JSON number of epoch seconds, in any notation (`1.577E9`), to epoch milliseconds. ISO 8601 text is
 * taken as well: restJson1 readers of AWS do (assumed for this service).
 */
export function requiredTimestampMs(input: Input, member: string): number {
  const ms = optionalTimestampMs(input, member);
  if (ms === undefined) throw nullMember(member);
  return ms;
}

/** The same, or nothing. */
export function optionalTimestampMs(input: Input, member: string): number | undefined {
  const value = input[member];
  if (value === undefined || value === null) return undefined;
  const ms =
    typeof value === 'number' ? Math.round(value * 1000) : typeof value === 'string' ? Date.parse(value) : Number.NaN;
  if (!Number.isFinite(ms)) throw wrongType(member, 'a timestamp');
  return ms;
}
