import { loadAwsServiceSpecSync } from '@aws-cdk/aws-service-spec';
import type { PropertyType, SpecDatabase } from '@aws-cdk/service-spec-types';
import { type Fields, intrinsicOf, isRecord, type Template } from './Template.ts';

let specification: SpecDatabase | undefined;

const NUMERIC = /^-?\d+(\.\d+)?$/;

/** What is wrong with a value; CloudFormation takes a number or a truth as text too. */
function valueFaults(value: unknown, type: PropertyType, path: string, db: SpecDatabase): string[] {
  const intrinsic = intrinsicOf(value);
  if (intrinsic !== undefined) {
    const isText = intrinsic.name === 'Fn::Sub' || intrinsic.name === 'Fn::Join';
    const takesNoText = type.type === 'array' || type.type === 'map' || type.type === 'ref' || type.type === 'boolean';
    return isText && takesNoText ? [`${path}: ${intrinsic.name} gives text, not ${type.type}`] : [];
  }
  const unless = (ok: boolean): string[] => (ok ? [] : [`${path}: ${JSON.stringify(value)} is no ${type.type}`]);
  switch (type.type) {
    case 'string':
      if (typeof value === 'string' && type.allowedValues !== undefined && !type.allowedValues.includes(value)) {
        return [`${path}: ${value} is none of ${type.allowedValues.join(', ')}`];
      }
      return unless(['string', 'number', 'boolean'].includes(typeof value));
    case 'date-time':
      return unless(typeof value === 'string');
    case 'number':
    case 'integer':
      return unless(typeof value === 'number' || (typeof value === 'string' && NUMERIC.test(value)));
    case 'boolean':
      return unless(typeof value === 'boolean' || value === 'true' || value === 'false');
    case 'array':
      if (!Array.isArray(value)) return unless(false);
      return value.flatMap((item, index) => valueFaults(item, type.element, `${path}[${index}]`, db));
    case 'map':
      if (!isRecord(value)) return unless(false);
      return Object.entries(value).flatMap(([key, item]) => valueFaults(item, type.element, `${path}.${key}`, db));
    case 'ref': {
      if (!isRecord(value)) return unless(false);
      const { properties } = db.get('typeDefinition', type.reference.$ref);
      return propertyFaults(value, properties, path, db);
    }
    case 'union': {
      const each = type.types.map((one) => valueFaults(value, one, path, db));
      return each.some((faults) => faults.length === 0) ? [] : (each.sort((a, b) => a.length - b.length)[0] ?? []);
    }
    default:
      return []; // json, tag, null: anything.
  }
}

function propertyFaults(
  given: Fields,
  known: Record<string, { type: PropertyType; required?: boolean }>,
  path: string,
  db: SpecDatabase,
): string[] {
  const missing = Object.entries(known)
    .filter(([name, { required }]) => required === true && given[name] === undefined)
    .map(([name]) => `${path}: lacks ${name}`);
  const wrong = Object.entries(given).flatMap(([name, value]) => {
    const property = Object.hasOwn(known, name) ? known[name] : undefined;
    if (property === undefined) return [`${path}: there is no property ${name}`];
    return valueFaults(value, property.type, `${path}.${name}`, db);
  });
  return [...missing, ...wrong];
}

/** What the resource specification of CloudFormation says against a template. */
export function specificationFaults(template: Template): string[] {
  specification ??= loadAwsServiceSpecSync();
  const db = specification;
  return Object.entries(template.Resources).flatMap(([logicalId, resource]) => {
    // One that a function makes: who it is has to be said, the rest is between the two.
    if (resource.Type.startsWith('Custom::')) {
      return resource.Properties?.ServiceToken === undefined ? [`${logicalId}: there is no ServiceToken`] : [];
    }
    const known = db.lookup('resource', 'cloudFormationType', 'equals', resource.Type)[0];
    if (known === undefined) return [`${logicalId}: there is no type ${resource.Type}`];
    return propertyFaults(resource.Properties ?? {}, known.properties, logicalId, db);
  });
}

/** The attributes of a type, which GetAtt may name. */
export function attributesOf(type: string): ReadonlySet<string> {
  specification ??= loadAwsServiceSpecSync();
  const known = specification.lookup('resource', 'cloudFormationType', 'equals', type)[0];
  return new Set(Object.keys(known?.attributes ?? {}));
}
