import fc from 'fast-check';
import { follow, type Operation, type Parameter, type Schema } from './document.ts';
import { parameterFaults } from './faultsInAnswer.ts';
import { faultsIn } from './schemas.ts';

/** A request of the API as it goes over the wire. */
export interface DrawnRequest {
  readonly method: string;
  /** Each part of the path is one part, whatever is in it. */
  readonly path: string;
  readonly query: readonly (readonly [name: string, value: string])[];
  /** The text of the body. */
  readonly body?: string;
}

/** What a draw may lean on. */
export interface Ground {
  /** Names of things that are there, by the name of the parameter or field that takes them. */
  readonly known: Readonly<Record<string, readonly string[]>>;
  /** The time around which footage is asked for. */
  readonly nowMs: number;
}

const iso = (ms: number): string => `${new Date(ms).toISOString()}`;
const HOUR_MS = 3_600_000;

/** Moments of the last hour: whatever begins work over a span begins little. */
const moment = ({ nowMs }: Ground): fc.Arbitrary<string> =>
  fc
    .tuple(fc.integer({ min: nowMs - HOUR_MS, max: nowMs }), fc.boolean())
    .map(([ms, inWords]) => (inWords ? iso(ms) : String(ms)));

/** A value that a schema allows. @param name of the field or parameter */
export function valid(schema: Schema, name: string, ground: Ground): fc.Arbitrary<unknown> {
  const reference = schema.$ref as string | undefined;
  const group = reference?.split('/').at(-1) ?? '';
  if (group === 'Time' || group === 'TimeValue' || group === 'Moment') return moment(ground);
  const own = follow<Schema>(schema);
  const known = ground.known[name];
  if (known !== undefined && own.type !== 'array') return fc.constantFrom(...known);
  if (own.const !== undefined) return fc.constant(own.const);
  if (own.enum !== undefined) return fc.constantFrom(...(own.enum as unknown[]));
  const choices = (own.oneOf ?? own.anyOf) as readonly Schema[] | undefined;
  if (choices !== undefined) return fc.oneof(...choices.map((choice) => valid(choice, name, ground)));
  const [type] = [own.type].flat() as (string | undefined)[];
  if (type === 'boolean') return fc.boolean();
  if (type === 'integer' || type === 'number') return number(own, type === 'integer');
  if (type === 'array' && own.prefixItems !== undefined) {
    return fc.tuple(...(own.prefixItems as Schema[]).map((item) => valid(item, name, ground)));
  }
  if (type === 'array') {
    const item = valid((own.items ?? {}) as Schema, name.replace(/s$/, ''), ground);
    const minLength = Number(own.minItems ?? 0);
    return fc.array(item, { minLength, maxLength: Math.min(Number(own.maxItems ?? 5), minLength + 4) });
  }
  if (type === 'object' || own.properties !== undefined) return object(own, ground);
  return text(own);
}

function number({ minimum, maximum, exclusiveMinimum }: Schema, isWhole: boolean): fc.Arbitrary<number> {
  const min = Number(minimum ?? (exclusiveMinimum === undefined ? 0 : Number(exclusiveMinimum) + 1));
  const max = Number(maximum ?? Math.max(min, 1000));
  return isWhole ? fc.integer({ min: Math.ceil(min), max: Math.floor(max) }) : fc.double({ min, max, noNaN: true });
}

function text({ pattern, format, minLength = 0, maxLength = 60 }: Schema): fc.Arbitrary<string> {
  if (format === 'date-time') return fc.integer({ min: 0, max: 4e12 }).map(iso);
  const bounds = { minLength: Number(minLength), maxLength: Math.min(Number(maxLength), 200) };
  if (pattern === undefined) return fc.string({ ...bounds, unit: 'grapheme' });
  const isLong = (drawn: string) => drawn.length >= bounds.minLength && drawn.length <= Number(maxLength);
  return fc.stringMatching(new RegExp(String(pattern)), { size: 'small' }).filter(isLong);
}

function object({ properties = {}, required = [] }: Schema, ground: Ground): fc.Arbitrary<object> {
  const fields = Object.entries(properties as Record<string, Schema>);
  const model = Object.fromEntries(fields.map(([field, schema]) => [field, valid(schema, field, ground)]));
  return fc.record(model, { requiredKeys: required as string[] });
}

/** Values that mean harm, or nothing. */
const ODD_TEXTS = [
  ...['', ' ', 'yesterday', '-1', '0', '1e309', '9'.repeat(40), 'NaN', 'true', 'null', '[object Object]', '{}', '[]'],
  ...[
    '..',
    '../..',
    '..%2f',
    '%00',
    '\0',
    '\u202e',
    '\u0661\u0662',
    'ü'.repeat(300),
    '\ud83d\ude00',
    "';--",
    '<b>',
    'a\nb',
  ],
  ...['2026-02-30T00:00:00Z', '2026-11-21', '2026-11-21T14:00:00', '-999999999d', '253402300800000', '1,2', '$ne', '*'],
  ...['0001-01-01T00:00:00Z', '9999-12-31T23:59:59+23:59', '2026-11-21T25:61:61Z', 'x'.repeat(5000)],
];
const ODD_VALUES: readonly unknown[] = [
  ...[null, true, false, -1, 0, 1.5, 1e308, Number.MAX_SAFE_INTEGER, [], {}, [[]], ['x'], { x: {} }, [null]],
  ...ODD_TEXTS,
];

const isInPath = ({ in: place }: Parameter) => place === 'path';
const isAsked = ({ in: place }: Parameter) => place === 'query';

/** A request as the document allows it. */
export function validRequest(operation: Operation, ground: Ground): fc.Arbitrary<DrawnRequest> {
  const ofParameters = (parameters: readonly Parameter[], requiredKeys: string[]) =>
    fc.record(
      Object.fromEntries(parameters.map(({ name, schema }) => [name, valid(schema, name, ground).map(String)])),
      { requiredKeys },
    );
  const inPath = operation.parameters.filter(isInPath);
  const asked = operation.parameters.filter(isAsked);
  const required = asked.flatMap(({ name, required: isRequired }) => (isRequired === true ? [name] : []));
  const schema = operation.body?.content['application/json']?.schema;
  const body = schema === undefined ? fc.constant(undefined) : valid(schema, 'body', ground);
  return fc
    .tuple(
      ofParameters(
        inPath,
        inPath.map(({ name }) => name),
      ),
      ofParameters(asked, required),
      body,
    )
    .map(([path, query, value]) => ({
      method: operation.method,
      path: filled(operation, path as Record<string, string>),
      query: inOrder(Object.entries(query) as [string, string][]),
      ...(value === undefined ? {} : { body: JSON.stringify(ordered(value)) }),
    }));
}

/** A span that ends before it begins is the matter of another test. */
function inOrder(query: readonly [string, string][]): readonly [string, string][] {
  const span = Object.fromEntries(query);
  const { from, to } = ordered(span) as Record<string, string>;
  return query.map(([name, value]) => [name, (name === 'from' ? from : name === 'to' ? to : value) ?? value]);
}

function ordered(value: unknown): unknown {
  const { from, to } = value as { from?: string; to?: string };
  if (typeof from !== 'string' || typeof to !== 'string') return value;
  const ms = (time: string) => (/^\d+$/.test(time) ? Number(time) : Date.parse(time));
  if (ms(from) === ms(to)) return { ...(value as object), to: String(ms(from) + 1) };
  return ms(from) < ms(to) ? value : { ...(value as object), from: to, to: from };
}

/** The path of a route as it stands at the one or the other door. */
export function filled({ path, scope }: Pick<Operation, 'path' | 'scope'>, values: Record<string, string>): string {
  const written = path.replaceAll(/\{(\w+)\+?\}/g, (_whole, name: string) => encodeURIComponent(values[name] ?? ''));
  return scope === 'device' ? `/iam${written}` : written;
}

/** A request that is wrong in one thing by the document, and what that is called. */
export interface WrongRequest extends DrawnRequest {
  readonly wrong: string;
}

/** Requests that are right but for one thing. */
export function wrongRequest(operation: Operation, ground: Ground): fc.Arbitrary<WrongRequest> {
  const asked = operation.parameters.filter(isAsked);
  const base = validRequest(operation, ground);
  const kinds: fc.Arbitrary<WrongRequest>[] = [
    // One that the route does not know.
    fc
      .tuple(base, fc.constantFrom('form', 'Limit', '__proto__', 'x[]', 'ü'), fc.string())
      .map(([request, name, value]) => ({
        ...request,
        query: [...request.query, [name, value] as const],
        wrong: name,
      })),
  ];
  for (const { name, schema } of asked) {
    // Some take any text: nothing is wrong with them.
    const odd = ODD_TEXTS.filter((value) => parameterFaults(name, value, schema).length > 0);
    if (odd.length === 0) continue;
    kinds.push(
      fc.tuple(base, fc.constantFrom(...odd)).map(([request, value]) => ({
        ...request,
        query: [...request.query.filter(([each]) => each !== name), [name, value] as const],
        wrong: name,
      })),
    );
    const [twice = ''] = odd;
    kinds.push(base.map((request) => ({ ...request, query: [...request.query, [name, twice] as const], wrong: name })));
  }
  for (const parameter of operation.parameters.filter(isInPath)) {
    const odd = ODD_TEXTS.filter(
      (value) => !['', '.', '..'].includes(value) && faultsIn(value, parameter.schema, { closed: false }).length > 0,
    );
    if (odd.length === 0) continue;
    const values = Object.fromEntries(Object.entries(ground.known).map(([name, [first = 'x']]) => [name, first]));
    kinds.push(
      fc.tuple(base, fc.constantFrom(...odd)).map(([request, value]) => ({
        ...request,
        path: filled(operation, { ...values, [parameter.name]: value }),
        wrong: parameter.name,
      })),
    );
  }
  if (operation.body !== undefined) kinds.push(wrongBody(operation, base));
  return fc.oneof(...kinds);
}

/** Bodies with one wrong field, one too many, one too few, or that are something else. */
function wrongBody(operation: Operation, base: fc.Arbitrary<DrawnRequest>): fc.Arbitrary<WrongRequest> {
  const schema = operation.body?.content['application/json']?.schema ?? {};
  const { properties = {}, required = [] } = follow<Schema>(schema) as {
    properties?: Record<string, Schema>;
    required?: readonly string[];
  };
  const fields = Object.keys(properties);
  const isWrong = (value: unknown) => faultsIn(value, schema, { closed: false }).length > 0;
  const noJson = fc.constantFrom('{', '[1,', 'from=1', '\0', '"', '{"a":1}}', 'NaN');
  const wrong: fc.Arbitrary<readonly [string, (body: Record<string, unknown>) => string]>[] = [
    noJson.map((text) => ['body', () => text] as const),
    fc.constantFrom(...ODD_VALUES.filter(isWrong)).map((value) => ['body', () => JSON.stringify(value)] as const),
    fc.constantFrom('form', '__proto__', 'x').map((name) => [
      name,
      // Written by hand: a field of that name, and not the prototype.
      (body) => `{${JSON.stringify(name)}:1,${JSON.stringify(body).slice(1)}`.replace(/,\}$/, '}'),
    ]),
  ];
  for (const name of fields) {
    const odd = ODD_VALUES.filter((value) => faultsIn(value, properties[name] ?? {}, { closed: false }).length > 0);
    if (odd.length === 0) continue;
    wrong.push(
      fc.constantFrom(...odd).map((value) => [name, (body) => JSON.stringify({ ...body, [name]: value })] as const),
    );
  }
  if (required.length > 0) {
    wrong.push(
      fc
        .constantFrom(...required)
        .map((name) => [
          name,
          (body) => JSON.stringify(Object.fromEntries(Object.entries(body).filter(([each]) => each !== name))),
        ]),
    );
  }
  return fc.tuple(base, fc.oneof(...wrong)).map(([request, [name, write]]) => ({
    ...request,
    body: write(JSON.parse(request.body ?? '{}') as Record<string, unknown>),
    wrong: name,
  }));
}
