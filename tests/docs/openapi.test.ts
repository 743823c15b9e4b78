import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';
import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import * as z from 'zod';
import { ArchiverError, ERROR_KINDS, type ErrorKind } from '../../core/errors.ts';
import { enrolmentSettings } from '../../core/streams/enrolment.ts';
import { QUERY_PARAMETERS } from '../../functions/api/queryParameters.ts';
import { respond } from '../../functions/api/respond.ts';
import { document, follow, operations, type Schema } from './openapi/document.ts';
import { faultsInAnswer, parameterFaults } from './openapi/faultsInAnswer.ts';
import { faultsIn, resolved } from './openapi/schemas.ts';

const ROOT = resolve(__dirname, '../..');
const { entries } = createRequire(__filename)('../../serverless/functions.cjs') as {
  entries(): Record<string, { readonly routes?: readonly string[] }>;
};
const ROUTES = Object.values(entries()).flatMap(({ routes = [] }) => routes);
const isJson = (type: string) => /json$/.test(type);

describe('the document', () => {
  it('is valid OpenAPI 3.1', () => {
    const program = [join(__dirname, 'openapi/validateDocument.mjs'), 'docs/openapi.yaml'];

    const said = execFileSync(process.execPath, program, { cwd: ROOT, encoding: 'utf8' });

    expect(JSON.parse(said)).toEqual({ valid: true, errors: [], version: '3.1' });
  });

  it('has every route of the stack with its scope, and no other', () => {
    const documented = operations.map(({ method, path, scope }) => `${method} ${path} ${scope}`);

    expect(documented.length).toBeGreaterThan(9);
    expect(documented.toSorted()).toEqual(ROUTES.toSorted());
  });

  it('has the parameters that the routes ask for, and no other', () => {
    const documented = operations.map(({ method, path, parameters }) => [
      `${method} ${path}`,
      parameters.flatMap(({ name, in: place }) => (place === 'query' ? [name] : [])).toSorted(),
    ]);
    const known = ROUTES.map((route) => {
      const key = route.replace(/ \w+$/, '');
      return [key, (QUERY_PARAMETERS[key] ?? []).toSorted()];
    });

    expect(Object.fromEntries(documented)).toEqual(Object.fromEntries(known));
  });

  it('has its paths and schemas in order, each operation with a name of its own and words for developers', () => {
    const paths = Object.keys(document.paths);
    const ids = operations.map(({ operationId }) => operationId);
    const known = document.tags.map(({ name }) => name);

    expect(paths).toEqual(paths.toSorted());
    expect(Object.keys(document.components.schemas)).toEqual(Object.keys(document.components.schemas).toSorted());
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids.filter((id) => !/^[a-z][A-Za-z]+$/.test(id))).toEqual([]);
    expect(
      operations.filter(({ summary }) => !/^[A-Z].{10,}\.$/s.test(summary)).map(({ operationId }) => operationId),
    ).toEqual([]);
    expect(operations.filter(({ tags }) => tags.length !== 1 || !known.includes(tags[0] ?? ''))).toEqual([]);
  });

  it('refers to what is there, and has nothing that nobody refers to', () => {
    const text = JSON.stringify(document);
    const used = new Set([...text.matchAll(/"#\/(components\/\w+\/[\w.-]+)"/g)].map(([, name = '']) => name));
    for (const name of used) follow({ $ref: `#/${name}` });
    const standing = (['schemas', 'parameters', 'responses'] as const).flatMap((group) =>
      Object.keys(document.components[group]).map((name) => `components/${group}/${name}`),
    );

    expect(standing.filter((name) => !used.has(name))).toEqual([]);
  });
});

describe.each(operations)('$operationId', (operation) => {
  const { path, parameters, body, responses, scope } = operation;

  it('has the parameters of its path', () => {
    const inPath = [...path.matchAll(/\{(\w+)\+?\}/g)].map(([, name]) => name);
    const declared = parameters.filter((parameter) => parameter.in === 'path');

    expect(declared.map(({ name }) => name)).toEqual(inPath);
    expect(declared.every(({ required }) => required === true)).toBe(true);
  });

  it('says what it answers, also when it refuses', () => {
    const success = Object.keys(responses).filter((status) => /^[123]/.test(status));

    expect(success.length).toBeGreaterThan(0);
    const expected = scope === 'open' ? ['default'] : ['401', '403', 'default'];
    expect(expected.filter((status) => responses[status] === undefined)).toEqual([]);
    if (parameters.length > 0 || body !== undefined) expect(responses[400]).toBeDefined();
  });

  it('has examples, and they are as their schemas say', () => {
    const faults: string[] = [];
    const check = (where: string, content: NonNullable<typeof body>['content'], closed: boolean) => {
      for (const [type, { schema, example }] of Object.entries(content)) {
        if (example === undefined) faults.push(`${where}: no example`);
        else if (isJson(type) && schema !== undefined) {
          faults.push(...faultsIn(example, schema, { closed }).map((fault) => `${where}: ${fault}`));
        }
      }
    };
    if (body !== undefined) check('body', body.content, true);
    for (const [status, { content = {} }] of Object.entries(responses)) check(status, content, true);
    for (const { name, schema, example } of parameters) {
      if (example !== undefined) faults.push(...parameterFaults(name, String(example), schema));
    }

    expect(faults).toEqual([]);
  });
});

describe('errors', () => {
  const codes = document.components.schemas.ErrorCode as { enum: string[]; description: string };
  const rows = [...codes.description.matchAll(/^\| `(\w+)` \| (\d+) \| (yes|no) \|/gm)].map(
    ([, code = '', status = '', again]) => [code, Number(status), again === 'yes'] as const,
  );

  it('are those of the vocabulary', () => {
    expect(codes.enum.toSorted()).toEqual(Object.keys(ERROR_KINDS).toSorted());
    expect(rows.map(([code]) => code)).toEqual(codes.enum);
  });

  it.each(rows)('%s is answered with %i', async (code, status, again) => {
    const handler = respond({
      'GET /v1/streams': () => Promise.reject(new ArchiverError(code as ErrorKind, 'words')),
    });
    const event = { routeKey: 'GET /v1/streams', headers: {}, requestContext: {} };

    const answer = await handler(event as unknown as APIGatewayProxyEventV2);

    expect(answer.statusCode).toBe(status);
    expect(ERROR_KINDS[code as ErrorKind].retryable).toBe(again);
    const [operation] = operations.filter(({ operationId }) => operationId === 'listStreams');
    if (operation === undefined) throw new Error('there is no listStreams');
    const seen = { status, type: 'application/json', body: JSON.parse(answer.body ?? '') };
    expect(faultsInAnswer(operation, seen)).toEqual([]);
    expect(seen.body.error.code).toBe(code);
  });
});

describe('settings of a stream', () => {
  /** What holds a value to account, without the words for people. */
  function rules(schema: Schema): unknown {
    if (Array.isArray(schema)) return schema.map((each) => rules(each as Schema));
    if (typeof schema !== 'object' || schema === null) return schema;
    const { description, title, examples, example, $schema, ...kept } = schema as Record<string, Schema>;
    // An integer that zod bounds by what JSON can hold has no bound that is worth a word.
    if ((kept.minimum as unknown) === Number.MIN_SAFE_INTEGER) delete kept.minimum;
    if ((kept.maximum as unknown) === Number.MAX_SAFE_INTEGER) delete kept.maximum;
    return Object.fromEntries(Object.entries(kept).map(([keyword, value]) => [keyword, rules(value)]));
  }

  it('are in the document as the code reads them', () => {
    const read = z.toJSONSchema(enrolmentSettings, { io: 'input', unrepresentable: 'any' }) as Schema;
    const written = resolved({ $ref: '#/components/schemas/EnrolmentSettings' });

    const { since: readSince, ...readFields } = (rules(read) as { properties: Record<string, unknown> }).properties;
    const { since, ...fields } = (rules(written) as { properties: Record<string, unknown> }).properties;

    expect(fields).toEqual(readFields);
    // The code takes any text here and reads it as a time: parseTime says no, the document's pattern does.
    expect(readSince).toBeDefined();
    expect(since).toBeDefined();
    expect(written.additionalProperties).toBe(false);
  });
});

it('the client is made from it: node scripts/generate-client.mjs', () => {
  const made = execFileSync(process.execPath, ['scripts/generate-client.mjs', '--print'], {
    cwd: ROOT,
    encoding: 'utf8',
    maxBuffer: 16 * 1024 * 1024,
  });

  expect(readFileSync(resolve(ROOT, 'client/schema.d.ts'), 'utf8')).toBe(made);
});
