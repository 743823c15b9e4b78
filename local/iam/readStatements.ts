import { ArchiverError } from '../../core/errors.ts';
import { CONDITION_OPERATORS, type Condition, type ConditionOperator, type Statement } from './Statement.ts';

type Fields = Readonly<Record<string, unknown>>;

const FIELDS = new Set(['Sid', 'Effect', 'Action', 'Resource', 'Condition']);

const fault = (where: string, message: string): ArchiverError =>
  new ArchiverError('InvalidInput', `${where}: ${message}`);

const isRecord = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function strings(value: unknown, where: string): readonly string[] {
  const list = Array.isArray(value) ? value : [value];
  if (list.length === 0 || !list.every((item) => typeof item === 'string' || typeof item === 'boolean')) {
    throw fault(where, 'must be a string or a list of strings');
  }
  return list.map(String);
}

function readCondition(name: string, key: string, values: unknown, where: string): Condition {
  const ifExists = name.endsWith('IfExists');
  const operator = ifExists ? name.slice(0, -'IfExists'.length) : name;
  if (!CONDITION_OPERATORS.includes(operator as ConditionOperator)) {
    throw fault(where, `the condition operator ${name} is not known to the embedded stack`);
  }
  return {
    operator: operator as ConditionOperator,
    ifExists,
    key: key.toLowerCase(),
    values: strings(values, `${where}.${name}.${key}`),
  };
}

/**
 * The statements of one policy document. What the embedded stack could not enforce (NotAction, another operator) is
 * refused here, at the start, rather than taken for a permission.
 * @throws ArchiverError InvalidInput that names the place
 */
export function readStatements(document: unknown, where: string): Statement[] {
  const list = isRecord(document) ? document.Statement : undefined;
  return (Array.isArray(list) ? list : [list]).map((statement: unknown, index) => {
    const place = `${where}.Statement[${index}]`;
    if (!isRecord(statement)) throw fault(place, 'is no statement');
    const unknown = Object.keys(statement).find((field) => !FIELDS.has(field));
    if (unknown !== undefined) throw fault(place, `${unknown} is not known to the embedded stack`);
    const { Effect, Action, Resource, Condition: blocks = {} } = statement;
    if (Effect !== 'Allow' && Effect !== 'Deny') throw fault(place, 'Effect must be Allow or Deny');
    if (!isRecord(blocks)) throw fault(place, 'Condition must be a map');
    return {
      effect: Effect,
      actions: strings(Action, `${place}.Action`),
      resources: strings(Resource, `${place}.Resource`),
      conditions: Object.entries(blocks).flatMap(([operator, keys]) => {
        if (!isRecord(keys)) throw fault(place, `Condition.${operator} must be a map`);
        return Object.entries(keys).map(([key, values]) => readCondition(operator, key, values, place));
      }),
    };
  });
}
