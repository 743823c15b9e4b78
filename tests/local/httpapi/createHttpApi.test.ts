import { realSystem } from '../../../cloud/system/realSystem.ts';
import { createHttpApi } from '../../../local/httpapi/createHttpApi.ts';
import type { CorsRules, HttpRoute } from '../../../local/httpapi/readRoutes.ts';
import type { LambdaOutcome } from '../../../local/states/LambdaOutcome.ts';
import { fakeLambdaHost } from '../lambda/fakeLambdaHost.ts';
import { listenTo } from '../listenTo.ts';

const CORS: CorsRules = {
  origins: ['https://console.example.com'],
  methods: ['GET', 'PUT', 'POST', 'DELETE', 'OPTIONS'],
  headers: ['authorization', 'content-type'],
  exposed: ['apigw-requestid', 'www-authenticate'],
  credentials: false,
  maxAgeSeconds: 3600,
};
const route = (name: string, more: Partial<HttpRoute> = {}): HttpRoute => ({
  routeKey: `GET /v1/${name}`,
  method: 'GET',
  segments: ['v1', name],
  functionArn: name,
  timeoutMs: 200,
  authorization: 'NONE',
  scopes: [],
  ...more,
});
const fail = (errorType: string): LambdaOutcome => ({
  ok: false,
  errorType,
  errorMessage: 'secret of the table',
  payload: { errorType, errorMessage: 'secret of the table', stackTrace: ['at handler (/var/task/index.mjs:1:1)'] },
});

describe('the HTTP API', () => {
  let api: { url: string; close(): Promise<void> };
  let nowMs = 0;

  beforeAll(async () => {
    const lambda = fakeLambdaHost({
      fine: () => ({ ok: true, payload: { statusCode: 200, body: 'fine' } }),
      throwing: () => fail('TypeError'),
      timing: () => fail('Sandbox.Timedout'),
      hanging: () => new Promise<LambdaOutcome>(() => undefined),
      senseless: () => ({ ok: true, payload: { statusCode: 'x', body: { a: 1 } } }),
    });
    const system = { ...realSystem, clock: { ...realSystem.clock, now: () => nowMs } };
    const names = ['fine', 'throwing', 'timing', 'hanging', 'senseless'];
    const routes = [
      ...names.map((name) => route(name)),
      route('few', { functionArn: 'fine', throttle: { perSecond: 2, burst: 3 } }),
      // A template that forgot its authorizer lets nobody in.
      route('closed', { functionArn: 'fine', authorization: 'JWT' }),
    ];
    const definition = { apiId: 'api', routes, cors: CORS };
    const options = { lambda, system, accountId: '000000000000', keyOf: () => undefined, isLimited: () => true };
    api = await listenTo(createHttpApi({ ...options, definition }));
  });
  afterAll(() => api.close());

  const ask = (path: string, init: RequestInit = {}) => fetch(`${api.url}/v1/${path}`, init);

  test.each([
    ['throwing', 500, '{"message":"Internal Server Error"}'],
    ['senseless', 500, '{"message":"Internal Server Error"}'],
    ['timing', 503, '{"message":"Service Unavailable"}'],
    ['hanging', 503, '{"message":"Service Unavailable"}'],
    ['missing', 404, '{"message":"Not Found"}'],
    ['closed', 401, '{"message":"Unauthorized"}'],
  ])('a function that is %s: %i, and nothing of what lies behind', async (path, status, body) => {
    const answer = await ask(path);

    expect([answer.status, await answer.text()]).toEqual([status, body]);
  });

  test('a page of a known origin may ask, and read the answer, whatever it is', async () => {
    const origin = 'https://console.example.com';
    const preflight = await ask('fine', {
      method: 'OPTIONS',
      headers: { origin, 'access-control-request-method': 'GET', 'access-control-request-headers': 'authorization' },
    });
    const answers = await Promise.all(['fine', 'throwing', 'closed'].map((path) => ask(path, { headers: { origin } })));

    expect([preflight.status, await preflight.text()]).toEqual([204, '']);
    expect(Object.fromEntries(preflight.headers)).toMatchObject({
      'access-control-allow-origin': origin,
      'access-control-allow-methods': 'GET,PUT,POST,DELETE,OPTIONS',
      'access-control-allow-headers': 'authorization,content-type',
      'access-control-max-age': '3600',
      vary: 'origin',
    });
    for (const { headers } of answers) {
      expect(headers.get('access-control-allow-origin')).toBe(origin);
      expect(headers.get('access-control-expose-headers')).toBe('apigw-requestid,www-authenticate');
      // Tokens travel in a header; cookies open nothing.
      expect(headers.get('access-control-allow-credentials')).toBeNull();
    }
  });

  test.each(['https://evil.example.com', 'https://console.example.com.evil.com', 'null'])(
    '%s may not',
    async (origin) => {
      const answers = [
        await ask('fine', { method: 'OPTIONS', headers: { origin } }),
        await ask('fine', { headers: { origin } }),
      ];

      expect(answers.map(({ headers }) => headers.get('access-control-allow-origin'))).toEqual([null, null]);
    },
  );

  test('beyond its limit a route answers 429 until time has passed, and no other route does', async () => {
    const statuses = async (count: number) => {
      const found: number[] = [];
      for (let i = 0; i < count; i++) found.push((await ask('few')).status);
      return found;
    };

    expect(await statuses(5)).toEqual([200, 200, 200, 429, 429]);
    expect((await ask('fine')).status).toBe(200);
    nowMs += 1000;
    expect(await statuses(3)).toEqual([200, 200, 429]);
    nowMs += 60_000;
    expect(await statuses(4)).toEqual([200, 200, 200, 429]);
    nowMs += 500;
    const again = await ask('few');
    expect([again.status, (await ask('few')).status, await (await ask('few')).text()]).toEqual([
      200,
      429,
      '{"message":"Too Many Requests"}',
    ]);
  });
});
