import { compile, expressionSource, mentions } from '../expressions/compile.ts';
import { InvalidDefinition } from './InvalidDefinition.ts';

/** Fields that hold machines, whose states are checked by themselves. */
const MACHINES = ['States', 'Branches', 'ItemProcessor'];

/** Every expression in a state must parse, and may not use $eval. @throws InvalidDefinition */
export function checkExpressions(where: string, state: Record<string, unknown>): void {
  const check = (part: unknown, path: string): void => {
    if (typeof part === 'string') {
      const source = expressionSource(part);
      if (source === undefined) {
        if (part.startsWith('{%') || part.endsWith('%}')) {
          throw new InvalidDefinition(where, `${path} has one of {% and %} only: ${part}`);
        }
        return;
      }
      checkSource(where, path, source);
      return;
    }
    if (typeof part !== 'object' || part === null) return;
    for (const [key, value] of Object.entries(part)) check(value, `${path}/${key}`);
  };
  for (const [field, value] of Object.entries(state)) {
    if (!MACHINES.includes(field) && field !== 'Comment') check(value, field);
  }
}

function checkSource(where: string, path: string, source: string): void {
  try {
    compile(source);
  } catch (thrown) {
    const message = typeof thrown === 'object' && thrown !== null && 'message' in thrown ? thrown.message : thrown;
    throw new InvalidDefinition(where, `${path} is not JSONata: ${String(message)} in ${source}`);
  }
  if (mentions(source, 'eval')) throw new InvalidDefinition(where, `${path} uses $eval; use $parse`);
}
