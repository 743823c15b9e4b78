import { InvalidDefinition } from './InvalidDefinition.ts';

/** @throws InvalidDefinition unless the name is that of a state beside this one */
export function checkNext(where: string, next: unknown, siblings: readonly string[]): void {
  if (typeof next !== 'string' || !siblings.includes(next)) {
    throw new InvalidDefinition(where, `there is no state ${String(next)} to go to`);
  }
}
