import { InvalidDefinition } from './InvalidDefinition.ts';

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** @throws InvalidDefinition for a field that is not in the list: misspelt, of JSONPath, or not interpreted here */
export function refuseUnknownFields(where: string, part: Record<string, unknown>, known: readonly string[]): void {
  for (const field of Object.keys(part)) {
    if (!known.includes(field))
      throw new InvalidDefinition(where, `the field ${field} is unknown or not supported here`);
  }
}

/** The value as a record, or a refusal. */
export function record(where: string, value: unknown, field: string): Record<string, unknown> {
  if (!isRecord(value)) throw new InvalidDefinition(where, `${field} must be an object`);
  return value;
}

/** The value as a list of records with something in it, or a refusal. */
export function records(where: string, value: unknown, field: string): Record<string, unknown>[] {
  if (!Array.isArray(value) || value.length === 0) throw new InvalidDefinition(where, `${field} must be a list`);
  return value.map((element) => record(where, element, `each of ${field}`));
}

/** @throws InvalidDefinition unless the value is absent or one of those allowed */
export function oneOf(where: string, value: unknown, field: string, allowed: readonly string[]): void {
  if (value !== undefined && !(typeof value === 'string' && allowed.includes(value))) {
    throw new InvalidDefinition(where, `${field} must be one of ${allowed.join(', ')} here, not ${String(value)}`);
  }
}
