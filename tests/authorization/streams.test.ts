import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { requestOf } from '../functions/api/requestOf.ts';
import { functions } from './apiDefinition.ts';
import { EXPECTATIONS } from './expectations.ts';

const ROOT = resolve(__dirname, '../..');

/** What the variables of a function may be for its module to load; names lead nowhere. */
const VALUES: readonly (readonly [name: RegExp, value: string])[] = [
  [/^RETENTION_CLASSES$/, '{}'],
  [/^PACKAGE_METHOD$/, 'auto'],
  [/^SCHEDULE_RATE$/, 'rate(5 minutes)'],
  [/_(SECONDS|DAYS|HOURS|MS|CONCURRENCY|BYTES|PERCENT|CONFIDENCE)$/, '5'],
  [/_URL$/, 'http://127.0.0.1:9'],
  [/_ARN$/, 'arn:aws:states:us-east-1:000000000000:stateMachine:none'],
];

/** Every name that functions ask for, wherever they do. */
function variables(dir = join(ROOT, 'functions')): string[] {
  return readdirSync(dir, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
    .map((entry) => readFileSync(join(entry.parentPath, entry.name), 'utf8'))
    .flatMap((text) => [...text.matchAll(/'([A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+)'/g)].map(([, name = '']) => name));
}

type Handler = (event: APIGatewayProxyEventV2) => Promise<APIGatewayProxyStructuredResultV2>;

/** The handler behind each route, as it is deployed. */
const handlers = new Map(
  Object.values(functions).flatMap(({ handler, events = [] }) =>
    events.flatMap(({ httpApi }): [string, string][] =>
      httpApi === undefined ? [] : [[`${httpApi.method} ${httpApi.path}`, handler.replace(/\.handler$/, '.ts')]],
    ),
  ),
);

describe('a token for another stream', () => {
  const before = { ...process.env };
  beforeAll(() => {
    // Nothing answers there: whoever asks a service before he asks who may, fails otherwise than with a 403.
    Object.assign(process.env, {
      AWS_REGION: 'us-east-1',
      AWS_ENDPOINT_URL: 'http://127.0.0.1:9',
      AWS_MAX_ATTEMPTS: '1',
    });
    Object.assign(process.env, { AWS_ACCESS_KEY_ID: 'none', AWS_SECRET_ACCESS_KEY: 'none' });
    for (const name of variables()) {
      process.env[name] ??= VALUES.find(([form]) => form.test(name))?.[1] ?? 'none';
    }
  });
  afterAll(() => {
    process.env = before;
  });

  const naming = Object.entries(EXPECTATIONS).flatMap(([key, { stream }]) =>
    typeof stream === 'string' ? [] : [[key, stream] as const],
  );

  test.each(naming)('%s: is refused before anything is done', async (key, { path, query, body }) => {
    const module = (await import(join(ROOT, handlers.get(key) ?? ''))) as { handler: Handler };
    const claims = { sub: 'anna', 'kvs-archiver/streams': '[other]' };
    const asked = {
      claims,
      ...(path === undefined ? {} : { path }),
      ...(query === undefined ? {} : { query }),
      ...(body === undefined ? {} : { body }),
    };

    const answer = await module.handler(requestOf(key, asked));

    expect([answer.statusCode, JSON.parse(answer.body ?? '{}')]).toEqual([
      403,
      {
        error: { code: 'AccessDenied', message: expect.stringMatching(/^stream: is none of those|some streams alone/) },
      },
    ]);
  });
});
