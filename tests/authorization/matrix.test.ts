import { createPublicKey, generateKeyPairSync, type KeyObject, sign as signWith } from 'node:crypto';
import { request as httpRequest } from 'node:http';
import { Sha256 } from '@aws-crypto/sha256-js';
import { SignatureV4 } from '@smithy/signature-v4';
import { realSystem } from '../../cloud/system/realSystem.ts';
import type { Credential } from '../../local/auth/Credential.ts';
import { createGateway, type Gateway } from '../../local/gateway/createGateway.ts';
import { asksForSignature } from '../../local/httpapi/asksForSignature.ts';
import { createHttpApi } from '../../local/httpapi/createHttpApi.ts';
import type { LambdaHost } from '../../local/lambda/createLambdaHost.ts';
import { AUDIENCE, apiDefinition, ISSUER, servedRoutes } from './apiDefinition.ts';
import { EXPECTATIONS } from './expectations.ts';

const NOW = Date.UTC(2026, 0, 1, 12);
const SECONDS = NOW / 1000;
const SCOPES = ['read', 'export', 'manage'];
const ADMIN: Credential = { accessKeyId: 'AKIAADMIN', secretAccessKey: 'right', principal: 'admin' };
const system = { ...realSystem, clock: { ...realSystem.clock, now: () => NOW } };

const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
const otherKey = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey;
const publicKey = createPublicKey(privateKey);

interface Asked {
  readonly headers: Readonly<Record<string, string>>;
  readonly path?: string;
  readonly body?: string;
}
interface Told {
  readonly status: number;
  readonly body: string;
  readonly challenge: string | undefined;
}

const definition = apiDefinition();
const routeOf = (key: string) => definition.routes.find(({ routeKey }) => routeKey === key);
const plain = (key: string): string => key.replace(' /iam/', ' /');
/** A path that no parameter check would let pass: who may not call hears nothing of that. */
const badPath = (key: string): string => (key.split(' ')[1] ?? '').replace(/\{\w+\}/g, '%20no~such%2F..thing');
const BAD_BODY = '{ not json';

describe('who may call each route', () => {
  let gateway: Gateway;
  let port: number;
  const invoked: unknown[] = [];

  beforeAll(async () => {
    const lambda: LambdaHost = {
      functions: [],
      find: () => undefined,
      invoke(_name, event) {
        invoked.push(event);
        return Promise.resolve({ ok: true, payload: { statusCode: 200, body: 'done' } });
      },
      workerCount: () => 0,
      close: () => Promise.resolve(),
    };
    const api = createHttpApi({
      definition,
      lambda,
      system,
      accountId: '000000000000',
      keyOf: (kid) => (kid === 'key' ? publicKey : undefined),
    });
    gateway = createGateway({
      system,
      isKvsPath: () => false,
      auth: { find: (id) => (id === ADMIN.accessKeyId ? ADMIN : undefined) },
      isOpen: (service, method, path) => service === 'http-api' && !asksForSignature(definition.routes, method, path),
    });
    const nothing = undefined;
    const none = { control: nothing, kvs: nothing, dynamodb: nothing, sfn: nothing, events: nothing, sns: nothing };
    gateway.serve({ ...none, lambda: nothing, s3: nothing, 'http-api': api } as never);
    port = await gateway.listen(0, '127.0.0.1');
  });
  afterAll(() => gateway.close());
  beforeEach(() => {
    invoked.length = 0;
  });

  function call(key: string, { headers, path = badPath(key), body = BAD_BODY }: Asked): Promise<Told> {
    const [method = 'GET'] = key.split(' ');
    return new Promise((resolve, reject) => {
      const hasBody = method !== 'GET';
      const length = hasBody ? { 'content-length': String(Buffer.byteLength(body)) } : {};
      const sent = httpRequest({ port, host: '127.0.0.1', method, path, headers: { ...length, ...headers } });
      sent.on('error', reject).on('response', (response) => {
        let text = '';
        response.setEncoding('utf8').on('data', (chunk: string) => {
          text += chunk;
        });
        response.on('end', () =>
          resolve({
            status: response.statusCode ?? 0,
            body: text,
            challenge: response.headers['www-authenticate'],
          }),
        );
      });
      sent.end(hasBody ? body : undefined);
    });
  }

  test('each route has a row of expectations, with its scope, and no row is without a route', () => {
    const served = new Set(servedRoutes().map(({ key, scope }) => `${plain(key)} ${scope}`));

    expect([...served].sort()).toEqual(
      Object.entries(EXPECTATIONS)
        .map(([key, { scope }]) => `${key} ${scope}`)
        .sort(),
    );
  });

  test('each is served under /v1 for tokens and under /iam/v1 for signatures, but those for devices and those open', () => {
    const served = definition.routes.map(({ routeKey, authorization }) => `${routeKey} ${authorization}`);
    const expected = Object.entries(EXPECTATIONS).flatMap(([key, { scope }]) => {
      if (scope === 'open') return [`${key} NONE`];
      const signed = `${key.replace(' /', ' /iam/')} AWS_IAM`;
      return scope === 'device' ? [signed] : [`${key} JWT`, signed];
    });

    expect(served.sort()).toEqual(expected.sort());
  });

  const CLAIMS = { iss: ISSUER, aud: AUDIENCE, sub: 'anna', iat: SECONDS - 10, nbf: SECONDS - 10, exp: SECONDS + 60 };
  const encoded = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');
  const signed = (text: string, key: KeyObject): string =>
    signWith('sha256', Buffer.from(text), key).toString('base64url');
  function token(claims: object, key: KeyObject = privateKey, header: object = { alg: 'RS256', kid: 'key' }): string {
    const text = `${encoded(header)}.${encoded(claims)}`;
    return `${text}.${signed(text, key)}`;
  }

  /** Tokens that open nothing, for a route that asks for `scope`. */
  function badTokens(scope: string): Record<string, readonly [string | undefined, number]> {
    const good = { ...CLAIMS, scope };
    const [head = '', , signature = ''] = token({ ...good, sub: 'bob' }).split('.');
    const others = SCOPES.map((word) => `kvs-archiver/${word}`).filter((name) => name !== scope);
    return {
      'no token': [undefined, 401],
      'no token but a word': ['Bearer', 401],
      'another scheme': ['Basic YW5uYTpzZWNyZXQ=', 401],
      'another key': [token(good, otherKey), 401],
      'alg none': [`${encoded({ alg: 'none', kid: 'key' })}.${encoded(good)}.`, 401],
      'an altered payload': [`${head}.${encoded(good)}.${signature}`, 401],
      'past its time': [token({ ...good, exp: SECONDS - 1 }), 401],
      'not valid yet': [token({ ...good, nbf: SECONDS + 5 }), 401],
      'for another audience': [token({ ...good, aud: 'shop' }), 401],
      'of another issuer': [token({ ...good, iss: 'https://issuer.example.com/other' }), 401],
      'with all other scopes': [token({ ...good, scope: others.join(' ') }), 403],
      'with no scope, as an id token': [token(CLAIMS), 403],
    };
  }

  test.each(definition.routes.filter(({ authorization }) => authorization === 'JWT').map(({ routeKey }) => routeKey))(
    '%s, by token',
    async (key) => {
      const scope = `kvs-archiver/${EXPECTATIONS[key]?.scope}`;

      const told: Record<string, unknown> = {};
      for (const [what, [bearer]] of Object.entries(badTokens(scope))) {
        const { status, body, challenge } = await call(key, {
          headers: bearer === undefined ? {} : { authorization: bearer },
        });
        told[what] = [status, body, challenge?.startsWith('Bearer')];
      }
      const signature = await call(key, { headers: (await sign(key)).headers });

      const expected = Object.entries(badTokens(scope)).map(([what, [, status]]) => [
        what,
        [status, JSON.stringify({ message: status === 401 ? 'Unauthorized' : 'Forbidden' }), true],
      ]);
      expect(told).toEqual(Object.fromEntries(expected));
      expect(signature.status).toBe(401);
      expect(invoked).toEqual([]);

      const right = await call(key, { headers: { authorization: `Bearer ${token({ ...CLAIMS, scope })}` } });
      expect([right.status, invoked.length]).toEqual([200, 1]);
      expect(invoked[0]).toMatchObject({
        routeKey: key,
        requestContext: { authorizer: { jwt: { claims: { sub: 'anna' }, scopes: [scope] } } },
      });
    },
  );

  interface Signing {
    readonly credential?: { readonly accessKeyId: string; readonly secretAccessKey: string };
    readonly service?: string;
    readonly at?: number;
    readonly path?: string;
  }

  async function sign(key: string, over: Signing = {}): Promise<{ headers: Record<string, string>; path: string }> {
    const { credential = ADMIN, service = 'execute-api', at = NOW, path = badPath(key) } = over;
    const signer = new SignatureV4({ service, region: 'us-east-1', credentials: credential, sha256: Sha256 });
    const [method = 'GET'] = key.split(' ');
    const request = {
      method,
      protocol: 'http:',
      hostname: '127.0.0.1',
      path,
      headers: { host: `127.0.0.1:${port}` },
      ...(method === 'GET' ? {} : { body: BAD_BODY }),
    };
    const { headers } = await signer.sign(request, { signingDate: new Date(at) });
    return { headers, path };
  }

  test.each(
    definition.routes.filter(({ authorization }) => authorization === 'AWS_IAM').map(({ routeKey }) => routeKey),
  )('%s, by signature', async (key) => {
    const simple = (key.split(' ')[1] ?? '').replace(/\{\w+\}/g, 'x');
    const right = await sign(key, { path: simple });
    const scope = SCOPES.map((word) => `kvs-archiver/${word}`).join(' ');
    const cases: Record<string, Asked> = {
      unsigned: { headers: {} },
      'with a token': { headers: { authorization: `Bearer ${token({ ...CLAIMS, scope })}` } },
      'by a key that nobody has': await sign(key, { credential: { ...ADMIN, accessKeyId: 'AKIANOBODY' } }),
      'with the wrong secret': await sign(key, { credential: { ...ADMIN, secretAccessKey: 'wrong' } }),
      'an hour ago': await sign(key, { path: simple, at: NOW - 3_600_000 }),
      'for tomorrow': await sign(key, { path: simple, at: NOW + 86_400_000 }),
      'for another service': await sign(key, { path: simple, service: 'lambda' }),
      ...(simple.includes('/x') ? { 'for another path': { ...right, path: simple.replace('/x', '/y') } } : {}),
      'for another query': { ...right, path: `${simple}?stream=other` },
      ...(key.startsWith('GET ') ? {} : { 'for another body': { ...right, body: '{}' } }),
    };

    const statuses: Record<string, unknown> = {};
    for (const [what, asked] of Object.entries(cases)) {
      const { status, body } = await call(key, asked);
      statuses[what] = [status, body];
    }

    expect(statuses).toEqual(
      Object.fromEntries(Object.keys(cases).map((what) => [what, [403, '{"message":"Forbidden"}']])),
    );
    expect(invoked).toEqual([]);

    const passed = await call(key, right);
    expect([passed.status, invoked.length]).toEqual([200, 1]);
    expect(invoked[0]).toMatchObject({
      routeKey: key,
      requestContext: { authorizer: { iam: { accessKey: ADMIN.accessKeyId } } },
    });
  });

  test('what is open lets everybody in and says nothing of who asks; what is not there is 404 to everybody', async () => {
    const open = definition.routes.filter(({ authorization }) => authorization === 'NONE');

    for (const { routeKey } of open) {
      expect((await call(routeKey, { headers: {} })).status).toBe(200);
      expect((await call(routeKey, { headers: { authorization: 'Bearer x' } })).status).toBe(200);
    }
    expect(invoked.length).toBe(2 * open.length);
    for (const event of invoked) expect(event).not.toHaveProperty('requestContext.authorizer');
    for (const path of ['/v1', '/v1/streams/', '/iam/v1/no-such-thing', '/v1/%2e%2e/iam/v1/streams']) {
      expect(await call('GET /', { headers: {}, path })).toMatchObject({
        status: 404,
        body: '{"message":"Not Found"}',
      });
    }
    expect(routeOf('GET /iam/v1/health')).toBeUndefined();
  });
});
