import Ajv2020, { type ValidateFunction } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { follow, type Schema } from './document.ts';

const ajv = new Ajv2020({ strict: false, allErrors: true, validateFormats: true });
addFormats(ajv);

/** Keywords whose value holds schemas by name, schemas in a row, or one schema. */
const NAMED = ['properties', 'patternProperties', '$defs'];
const LISTED = ['anyOf', 'oneOf', 'allOf', 'prefixItems'];
const SINGLE = ['items', 'not', 'if', 'then', 'else', 'contains', 'propertyNames'];

/**
 * A schema with its references followed; `closed`, every object of it that lists its fields has no other ones, so that
 * what is sent and not written down is found.
 */
export function resolved(schema: Schema, closed = false, above: readonly Schema[] = []): Schema {
  if (typeof schema !== 'object' || schema === null) return schema;
  const { $ref, ...beside } = schema;
  const own = $ref === undefined ? schema : { ...follow<Schema>(schema), ...beside };
  const target = $ref === undefined ? schema : follow<Schema>(schema);
  // A schema that holds itself is cut there: whatever it is, it is allowed.
  if (above.includes(target)) return {};
  const inside = (below: unknown, isClosed = closed): Schema => resolved(below as Schema, isClosed, [...above, target]);
  const result: Record<string, unknown> = {};
  for (const [keyword, value] of Object.entries(own)) {
    if (NAMED.includes(keyword)) {
      const fields = Object.entries(value as Record<string, unknown>);
      result[keyword] = Object.fromEntries(fields.map(([name, below]) => [name, inside(below)]));
    } else if (LISTED.includes(keyword)) {
      // What is put together from parts is closed as a whole.
      result[keyword] = (value as unknown[]).map((below) => inside(below, closed && keyword !== 'allOf'));
    } else if (SINGLE.includes(keyword) || (keyword === 'additionalProperties' && typeof value === 'object')) {
      result[keyword] = inside(value);
    } else if (keyword !== 'discriminator') {
      result[keyword] = value;
    }
  }
  const listsFields = own.properties !== undefined && own.additionalProperties === undefined;
  if (closed && own.allOf !== undefined) result.unevaluatedProperties = false;
  else if (closed && listsFields && own.unevaluatedProperties === undefined) result.additionalProperties = false;
  return result;
}

const compiled = new WeakMap<Schema, Map<boolean, ValidateFunction>>();

/** What is wrong with a value, in words; nothing where it is as the schema says. */
export function faultsIn(value: unknown, schema: Schema, { closed }: { readonly closed: boolean }): string[] {
  const kept = compiled.get(schema) ?? new Map<boolean, ValidateFunction>();
  compiled.set(schema, kept);
  const validate = kept.get(closed) ?? ajv.compile(resolved(schema, closed));
  kept.set(closed, validate);
  if (validate(value)) return [];
  return (validate.errors ?? []).map(({ instancePath, message, params }) => {
    const { additionalProperty, unevaluatedProperty, allowedValue } = params as Record<string, unknown>;
    const which = additionalProperty ?? unevaluatedProperty ?? allowedValue;
    return `${instancePath || 'it'} ${message}${which === undefined ? '' : ` (${String(which)})`}`;
  });
}
