import type { System } from '../../../../core/system.ts';
import type { Template } from '../Definition.ts';
import { StateFailure } from '../StateFailure.ts';
import { compile, expressionSource } from './compile.ts';
import { stepFunctionsBindings } from './functions.ts';

/** What `$states` holds. Documented: developer guide, "Reserved variable: $states". */
export interface States {
  readonly input: unknown;
  readonly context: unknown;
  readonly result?: unknown;
  readonly errorOutput?: unknown;
}

function reason(thrown: unknown): string {
  if (typeof thrown !== 'object' || thrown === null) return String(thrown);
  const code = 'code' in thrown ? `${String(thrown.code)}: ` : '';
  return `${code}${'message' in thrown ? String(thrown.message) : 'unknown error'}`;
}

/** jsonata's own functions and lambdas are objects with a mark. */
function isFunction(value: unknown): boolean {
  return typeof value === 'object' && value !== null && ('_jsonata_function' in value || '_jsonata_lambda' in value);
}

async function evaluateExpression(source: string, bindings: Record<string, unknown>, field: string): Promise<unknown> {
  let value: unknown;
  try {
    value = await compile(source).evaluate(undefined, bindings);
  } catch (thrown) {
    throw new StateFailure(
      'States.QueryEvaluationError',
      `The JSONata expression '${source}' specified for the field '${field}' threw an error during evaluation. ${reason(thrown)}`,
    );
  }
  // jsonata's sequences carry a property that must not travel on, and its functions have no JSON.
  const text = JSON.stringify(value, (_, part: unknown) => (isFunction(part) ? undefined : part));
  if (text === undefined) {
    throw new StateFailure(
      'States.QueryEvaluationError',
      `The JSONata expression '${source}' specified for the field '${field}' returned nothing (undefined).`,
    );
  }
  return JSON.parse(text) as unknown;
}

/**
 * The value of a template: every string `{% %}` in it, at any depth, replaced by what it evaluates to.
 * The result is a fresh copy.
 *
 * @param field where the template stands, for the error's text
 * @throws StateFailure States.QueryEvaluationError where an expression fails or gives nothing
 */
export async function evaluate(
  template: Template,
  states: States,
  variables: Readonly<Record<string, unknown>>,
  system: System,
  field: string,
): Promise<unknown> {
  const bindings = { ...stepFunctionsBindings(system), ...variables, states };
  const fill = async (part: unknown, path: string): Promise<unknown> => {
    if (typeof part === 'string') {
      const source = expressionSource(part);
      return source === undefined ? part : evaluateExpression(source, bindings, path);
    }
    if (Array.isArray(part)) {
      const filled: unknown[] = [];
      for (const [index, element] of part.entries()) filled.push(await fill(element, `${path}[${index}]`));
      return filled;
    }
    if (typeof part === 'object' && part !== null) {
      const filled: [string, unknown][] = [];
      for (const [key, value] of Object.entries(part)) filled.push([key, await fill(value, `${path}/${key}`)]);
      return Object.fromEntries(filled);
    }
    return part;
  };
  return fill(template, field);
}
