import { ArchiverError } from '../../core/errors.ts';
import type { TemplateValue } from './cloudFormationTemplate.ts';
import type { TemplateScope } from './evaluateTemplate.ts';

type Resolve = (argument: TemplateValue, scope: TemplateScope, path: string) => unknown;

const fault = (path: string, message: string): ArchiverError =>
  new ArchiverError('InvalidInput', `template, ${path}: ${message}`);

function list(value: TemplateValue, path: string, length?: number): readonly TemplateValue[] {
  if (!Array.isArray(value) || (length !== undefined && value.length !== length)) {
    throw fault(path, `must be a list${length === undefined ? '' : ` of ${length}`}`);
  }
  return value;
}

function string(value: unknown, path: string): string {
  if (typeof value === 'string') return value;
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  throw fault(path, 'must be a string');
}

function truth(value: unknown, path: string): boolean {
  if (typeof value !== 'boolean') throw fault(path, 'must be a condition');
  return value;
}

const isRecord = (value: unknown): value is { readonly [key: string]: TemplateValue } =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const getAtt: Resolve = (argument, scope, path) => {
  const parts = typeof argument === 'string' ? argument.split('.') : list(argument, path).map(String);
  const [logicalId, ...attribute] = parts;
  if (logicalId === undefined || attribute.length === 0) throw fault(path, 'must name a resource and an attribute');
  return scope.attribute(logicalId, attribute.join('.'), path);
};

const sub: Resolve = (argument, scope, path) => {
  const [pattern, variables] = typeof argument === 'string' ? [argument, {}] : list(argument, path, 2);
  if (typeof pattern !== 'string') throw fault(path, 'its first argument must be a string');
  const named: unknown = variables;
  if (!isRecord(named)) throw fault(path, 'its second argument must be a map');
  return pattern.replace(/\$\{(!?)([^}]*)\}/g, (_, literal: string, name: string) => {
    if (literal === '!') return `\${${name}}`;
    const variable = named[name.trim()];
    if (variable !== undefined) return string(scope.evaluate(variable, path), path);
    const [logicalId = '', ...attribute] = name.trim().split('.');
    return attribute.length > 0
      ? scope.attribute(logicalId, attribute.join('.'), path)
      : string(scope.ref(logicalId, path), path);
  });
};

const join: Resolve = (argument, scope, path) => {
  const [separator, items] = list(argument, path, 2);
  const values = scope.evaluate(items ?? null, path);
  if (typeof separator !== 'string' || !Array.isArray(values)) throw fault(path, 'must be a separator and a list');
  return values.map((value) => string(value, path)).join(separator);
};

const select: Resolve = (argument, scope, path) => {
  const [index, items] = list(argument, path, 2);
  const values = scope.evaluate(items ?? null, path);
  const position = Number(scope.evaluate(index ?? null, path));
  const value = Array.isArray(values) ? values[position] : undefined;
  if (value === undefined) throw fault(path, `has no item ${position}`);
  return value;
};

const split: Resolve = (argument, scope, path) => {
  const [separator, source] = list(argument, path, 2);
  return string(scope.evaluate(source ?? null, path), path).split(string(separator, path));
};

const choose: Resolve = (argument, scope, path) => {
  const [name, whenTrue, whenFalse] = list(argument, path, 3);
  return scope.evaluate((scope.condition(string(name, path), path) ? whenTrue : whenFalse) ?? null, path);
};

const equals: Resolve = (argument, scope, path) => {
  const [left, right] = list(argument, path, 2).map((value) => scope.evaluate(value, path));
  return String(left) === String(right);
};

const all: Resolve = (argument, scope, path) =>
  list(argument, path).every((value) => truth(scope.evaluate(value, path), path));
const any: Resolve = (argument, scope, path) =>
  list(argument, path).some((value) => truth(scope.evaluate(value, path), path));
const not: Resolve = (argument, scope, path) => !truth(scope.evaluate(list(argument, path, 1)[0] ?? null, path), path);

const findInMap: Resolve = (argument, scope, path) => {
  const [map, top, second] = list(argument, path, 3).map((value) => string(scope.evaluate(value, path), path));
  return scope.mapping(map ?? '', top ?? '', second ?? '', path);
};

const INTRINSICS: Readonly<Record<string, Resolve>> = {
  Ref: (argument, scope, path) => scope.ref(string(argument, path), path),
  Condition: (argument, scope, path) => scope.condition(string(argument, path), path),
  'Fn::GetAtt': getAtt,
  'Fn::Sub': sub,
  'Fn::Join': join,
  'Fn::Select': select,
  'Fn::Split': split,
  'Fn::If': choose,
  'Fn::Equals': equals,
  'Fn::And': all,
  'Fn::Or': any,
  'Fn::Not': not,
  'Fn::FindInMap': findInMap,
  'Fn::GetAZs': (_argument, scope, path) => [`${string(scope.ref('AWS::Region', path), path)}a`],
  'Fn::Base64': (argument, scope, path) => Buffer.from(string(scope.evaluate(argument, path), path)).toString('base64'),
};

/**
 * One intrinsic function of CloudFormation, resolved. Source: CloudFormation user guide, "Intrinsic function
 * reference". `Fn::ImportValue` and whatever else needs another stack is refused by name.
 * @throws ArchiverError InvalidInput with the place in the template
 */
export function resolveIntrinsic(name: string, argument: TemplateValue, scope: TemplateScope, path: string): unknown {
  const resolve = INTRINSICS[name];
  if (resolve === undefined) throw fault(path, `${name} is not available on the embedded stack`);
  return resolve(argument, scope, `${path}.${name}`);
}
