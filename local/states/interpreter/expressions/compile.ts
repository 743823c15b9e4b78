import jsonata from 'jsonata';

/**
 * Guards against an expression without end: no value of AWS is documented, these are ours. The time is the wall's and
 * is shared by all evaluations under way (a Map's children evaluate side by side), so it is generous; recursion that
 * is no tail call ends at the depth.
 */
const GUARDS = { timeout: 120_000, stack: 1_000 };
/** Expressions come from definitions alone; the bound is for a process that is given definitions without end. */
const MAX_CACHED = 10_000;
const compiled = new Map<string, jsonata.Expression>();

/** The JSONata inside `{% %}`, or undefined for a literal string. Documented: developer guide, "Writing JSONata expressions": no space before or after the delimiters. */
export function expressionSource(text: string): string | undefined {
  return text.startsWith('{%') && text.endsWith('%}') && text.length >= 4 ? text.slice(2, -2).trim() : undefined;
}

/** Parses an expression, once. @throws what jsonata throws for a syntax error */
export function compile(source: string): jsonata.Expression {
  const known = compiled.get(source);
  if (known !== undefined) return known;
  const expression = jsonata(source, GUARDS);
  if (compiled.size >= MAX_CACHED) compiled.clear();
  compiled.set(source, expression);
  return expression;
}

/** A variable, and the names that lead from it to a value: what most expressions are (`$states.input.plan`). */
export type PlainPath = readonly [variable: string, ...names: string[]];

const plainPaths = new Map<string, PlainPath | undefined>();

/** The path that an expression is, where it is nothing but one: without filters, orders, wildcards and the like. */
export function plainPath(source: string): PlainPath | undefined {
  if (plainPaths.has(source)) return plainPaths.get(source);
  const path = readPath(compile(source).ast());
  if (plainPaths.size >= MAX_CACHED) plainPaths.clear();
  plainPaths.set(source, path);
  return path;
}

/** What a part of the syntax tree has that is a variable or a name and nothing beyond that. */
const BARE = new Set(['type', 'value', 'position']);
const isBare = (node: object): boolean => Object.keys(node).every((key) => BARE.has(key));

function readPath(ast: jsonata.ExprNode): PlainPath | undefined {
  const isPath = String(ast.type) === 'path' && Object.keys(ast).every((key) => key === 'type' || key === 'steps');
  const [first, ...names] = isPath ? (ast.steps ?? []) : [ast];
  // `$` is the context and `$$` the root: neither is a variable.
  if (first?.type !== 'variable' || first.value === '' || first.value === '$') return undefined;
  if (![first, ...names].every(isBare) || !names.every(({ type }) => type === 'name')) return undefined;
  return [String(first.value), ...names.map(({ value }) => String(value))];
}

/** Whether an expression's syntax tree names the variable or function `$name`. */
export function mentions(source: string, name: string): boolean {
  const seen = new Set<object>();
  const visit = (node: unknown): boolean => {
    if (typeof node !== 'object' || node === null || seen.has(node)) return false;
    seen.add(node);
    if ('type' in node && node.type === 'variable' && 'value' in node && node.value === name) return true;
    return Object.values(node).some(visit);
  };
  return visit(compile(source).ast());
}
