import fc from 'fast-check';
import type { CallReport } from '../../local/meter/CallReport.ts';
import { type DrawnRequest, filled, type Ground, validRequest, wrongRequest } from '../docs/openapi/arbitraries.ts';
import { type Operation, operations } from '../docs/openapi/document.ts';
import { changeEnrolment, enrol, Installation } from './harness/Installation.ts';

/** Of every route, drawn from its description: enough to meet each of its parameters. */
const WRONG = 14;
const RIGHT = 5;
const SEED = 20261121;
const NOW = Date.UTC(2026, 10, 21, 14);

const ground: Ground = {
  known: {
    stream: ['front'],
    streamName: ['front'],
    streams: ['front'],
    thing: ['cam-1'],
    deviceID: ['cam-1'],
    clientID: ['a-1', 'none'],
    id: ['none'],
    nextToken: ['cCMwMDAwMDAwMDAwMDAwMDEjYQ'],
    retention: ['standard'],
    bucket: ['other-bucket'],
    prefix: ['site-7/'],
  },
  nowMs: NOW,
};

let installation: Installation;
beforeAll(async () => {
  installation = await Installation.start();
  await enrol(installation, 'front');
}, 900_000);
afterAll(async () => {
  expect(await installation.remove()).toEqual([]);
}, 300_000);

/** One of the routes withdraws it. */
beforeEach(() => changeEnrolment(installation, 'front', {}));

interface Answered {
  readonly status: number;
  readonly text: string;
  readonly error?: { readonly code: string; readonly message: string };
}

async function send({ method, path, query, body }: DrawnRequest): Promise<Answered> {
  const question = new URLSearchParams(query.map(([name, value]): [string, string] => [name, value])).toString();
  const url = `${installation.url}${path}${question === '' ? '' : `?${question}`}`;
  const headers = body === undefined ? {} : { 'content-type': 'application/json' };
  const response = await fetch(url, { method, headers, redirect: 'manual', ...(body === undefined ? {} : { body }) });
  const text = await response.text();
  const { error } = text.startsWith('{') ? (JSON.parse(text) as Pick<Answered, 'error'>) : {};
  return { status: response.status, text, ...(error === undefined ? {} : { error }) };
}

const WRITES = /^(Put|Update|Delete|BatchWrite|TransactWrite|Create|Copy|Upload|Complete|Start|Publish|Send|Tag)/;

const { entries } = require('../../serverless/functions.cjs') as {
  entries(): Record<string, { routes?: readonly string[] }>;
};
/** Those behind routes: what machines do meanwhile, which an earlier request started, is another matter. */
const behindRoutes = new Set(
  Object.entries(entries()).flatMap(([name, { routes = [] }]) =>
    routes.length > 0 ? [`kvs-archiver-local-${name}`] : [],
  ),
);

/** Every call by which functions of the API change something, counted since the last time. */
async function writes(): Promise<string[]> {
  const { calls } = (await (
    await fetch(`${installation.url}/_local/calls`, { method: 'DELETE' })
  ).json()) as CallReport;
  return calls.flatMap(({ caller, service, operation, calls: count }) =>
    behindRoutes.has(caller) && WRITES.test(operation) ? [`${caller} ${service} ${operation} ${count}`] : [],
  );
}

const settle = { numRuns: WRONG, seed: SEED, endOnFailure: true } as const;
const label = ({ method, path }: Operation) => `${method} ${path}`;

describe.each(operations.map((operation) => [label(operation), operation] as const))('%s', (_label, operation) => {
  it('refuses what is wrong in one thing, says what, and does nothing', async () => {
    await writes();

    await fc.assert(
      fc.asyncProperty(wrongRequest(operation, ground), async ({ wrong, ...request }) => {
        const { status, text, error } = await send(request);

        const isByGateway = error === undefined && (status === 404 || status === 413);
        if (isByGateway) return;
        // An id that cannot be one is also one that is not there, and a link that cannot be one opens nothing.
        const isId = operation.parameters.some(({ name, in: place }) => place === 'path' && name === wrong);
        if (isId && !['stream', 'thing'].includes(wrong) && [403, 404, 410].includes(status)) return;
        expect({ status, text }).toEqual({ status: 400, text });
        expect(error?.code).toBe('InvalidInput');
        // What is wrong with a body as a whole may be told by any of its fields.
        const named = /^([^:]{1,80}): /.exec(error?.message ?? '')?.[1] ?? '';
        expect(named).not.toBe('');
        if (wrong !== 'body') expect([wrong, 'body', named.split('.')[0]]).toContain(named.split('.')[0]);
        expect(text).not.toMatch(/\n\s+at .*:\d+:\d+/);
      }),
      settle,
    );

    expect(await writes()).toEqual([]);
    expect(installation.failures.splice(0)).toEqual([]);
  }, 300_000);

  it('answers whatever its description allows, as its description says', async () => {
    await fc.assert(
      fc.asyncProperty(validRequest(operation, ground), async (request) => {
        const { status, text } = await send(request);

        expect({ status: status < 500, text }).toEqual({ status: true, text });
      }),
      { ...settle, numRuns: RIGHT },
    );

    expect(installation.failures.splice(0)).toEqual([]);
  }, 300_000);
});

it('no span ends before it begins', async () => {
  const spans = operations.filter(({ parameters }) => parameters.some(({ name }) => name === 'to'));
  const values = Object.fromEntries(Object.entries(ground.known).map(([name, [first = '']]) => [name, first]));
  const answers: unknown[] = [];
  for (const operation of spans) {
    const needed = operation.parameters.flatMap(({ name, in: place, required, example }) =>
      place === 'query' && required === true && !['from', 'to'].includes(name)
        ? [[name, String(example)] as const]
        : [],
    );
    const query = [...needed, ['from', String(NOW)], ['to', String(NOW - 1000)]] as const;
    const device = operation.parameters.some(({ name }) => name === 'deviceID') ? [['deviceID', 'cam-1'] as const] : [];
    const request = { method: operation.method, path: filled(operation, values), query: [...device, ...query] };
    const { status, error } = await send(request);
    answers.push([label(operation), status, /^(from|to): /.test(error?.message ?? '')]);
  }

  expect(spans.length).toBeGreaterThan(1);
  expect(answers).toEqual(spans.map((operation) => [label(operation), 400, true]));
});
