import type { System } from '../../../../core/system.ts';
import type { Template } from '../Definition.ts';
import { StateFailure } from '../StateFailure.ts';
import { compile, expressionSource, type PlainPath, plainPath } from './compile.ts';
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

/**
 * Follows a path through objects, as JSONata does.
 * @returns JSONATA where it takes JSONata itself: one of its functions, or an array on the way, over which it maps
 */
function follow([variable, ...names]: PlainPath, bound: Readonly<Record<string, unknown>>): unknown {
  if (!Object.hasOwn(bound, variable)) return JSONATA;
  let value = bound[variable];
  for (const name of names) {
    if (Array.isArray(value)) return JSONATA;
    const isThere = typeof value === 'object' && value !== null && Object.hasOwn(value, name);
    value = isThere ? (value as Record<string, unknown>)[name] : undefined;
  }
  return value;
}
const JSONATA = Symbol('JSONata');

/** The JSON text of what an expression gives; undefined for nothing. */
async function evaluated(source: string, scope: Evaluation): Promise<string | undefined> {
  const path = plainPath(source);
  const value = path === undefined ? JSONATA : follow(path, scope.bound);
  if (value !== JSONATA) return JSON.stringify(value);
  const result = (await compile(source).evaluate(undefined, scope.bindings())) as unknown;
  // jsonata's sequences carry a property that must not travel on, and its functions have no JSON.
  return JSON.stringify(result, (_, part: unknown) => (isFunction(part) ? undefined : part));
}

async function evaluateExpression(source: string, scope: Evaluation, field: string): Promise<unknown> {
  let text: string | undefined;
  try {
    text = await evaluated(source, scope);
  } catch (thrown) {
    throw new StateFailure(
      'States.QueryEvaluationError',
      `The JSONata expression '${source}' specified for the field '${field}' threw an error during evaluation. ${reason(thrown)}`,
    );
  }
  if (text === undefined) {
    throw new StateFailure(
      'States.QueryEvaluationError',
      `The JSONata expression '${source}' specified for the field '${field}' returned nothing (undefined).`,
    );
  }
  return JSON.parse(text) as unknown;
}

/** What the expressions of one template see. */
class Evaluation {
  /** `$states` and the variables. */
  readonly bound: Readonly<Record<string, unknown>>;
  readonly #system: System;
  #bindings: Readonly<Record<string, unknown>> | undefined;

  constructor(bound: Readonly<Record<string, unknown>>, system: System) {
    this.bound = bound;
    this.#system = system;
  }

  /** With the functions of this moment. */
  bindings(): Record<string, unknown> {
    this.#bindings ??= { ...stepFunctionsBindings(this.#system), ...this.bound };
    return this.#bindings;
  }
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
  const scope = new Evaluation({ ...variables, states }, system);
  const fill = async (part: unknown, path: string): Promise<unknown> => {
    if (typeof part === 'string') {
      const source = expressionSource(part);
      return source === undefined ? part : evaluateExpression(source, scope, path);
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
