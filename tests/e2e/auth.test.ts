import { createHash } from 'node:crypto';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CreateStreamCommand, KinesisVideoClient } from '@aws-sdk/client-kinesis-video';
import { main } from '../../cli/main.ts';
import { realSystem } from '../../cloud/system/realSystem.ts';
import { type Stack, startStack } from '../../local/stack/startStack.ts';
import { PARAMS, ROOT } from './harness/Installation.ts';

interface Told {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  readonly body: Record<string, unknown> & { items?: Record<string, unknown>[] };
}

describe('a stack with --auth', () => {
  let dir: string;
  let stack: Stack;
  let keys: { accessKeyId: string; secretAccessKey: string };

  beforeAll(async () => {
    dir = await mkdtemp(join(tmpdir(), 'kvs-archiver-auth-'));
    stack = await startStack({
      root: ROOT,
      port: 0,
      dataDir: dir,
      region: 'us-east-1',
      params: PARAMS,
      auth: true,
      system: realSystem,
    });
    keys = JSON.parse(await readFile(stack.credentialsPath, 'utf8'));
    // Where the SDK looks for them: the command line signs with what the shell has.
    Object.assign(process.env, {
      AWS_ACCESS_KEY_ID: keys.accessKeyId,
      AWS_SECRET_ACCESS_KEY: keys.secretAccessKey,
    });
    const kvs = new KinesisVideoClient({ endpoint: stack.url, region: 'us-east-1', credentials: keys });
    for (const StreamName of ['front', 'back']) {
      await kvs.send(new CreateStreamCommand({ StreamName, DataRetentionInHours: 24 }));
    }
    kvs.destroy();
  }, 900_000);
  const before = { ...process.env };
  afterAll(async () => {
    process.env = before;
    await stack?.close();
    await rm(dir, { recursive: true, force: true });
  }, 900_000);

  async function call(method: string, path: string, token?: string, body?: unknown): Promise<Told> {
    const response = await fetch(path.startsWith('http') ? path : `${stack.url}${path}`, {
      method,
      redirect: 'manual',
      headers: token === undefined ? {} : { authorization: `Bearer ${token}` },
      ...(body === undefined ? {} : { body: body instanceof URLSearchParams ? body : JSON.stringify(body) }),
    });
    const text = await response.text();
    const isJson = response.headers.get('content-type')?.startsWith('application/json') === true && text !== '';
    return { status: response.status, headers: response.headers, text, body: isJson ? JSON.parse(text) : {} };
  }

  /** The command line, by the owner of the machine. */
  async function cli(...argv: string[]): Promise<string> {
    const written = { out: '', err: '' };
    const output = (name: 'out' | 'err') => ({
      write: (text: string) => {
        written[name] += text;
      },
      isTerminal: false,
      width: () => 200,
    });
    const code = await main(argv, ROOT, {
      stdout: output('out'),
      stderr: output('err'),
      env: { ...process.env, AWS_ENDPOINT_URL: stack.url },
      system: realSystem,
      onInterrupt: () => () => undefined,
      exit: () => undefined as never,
    });
    expect([code, written.err]).toEqual([0, '']);
    return written.out.trim();
  }
  const token = (...options: string[]): Promise<string> => cli('token', '--data', dir, ...options);

  test('asks for a token, with the scope and for the stream; what was refused has changed nothing', async () => {
    const manage = await token('--scope', 'read,manage');
    const reading = await token();
    const onlyBack = await token('--scope', 'read,manage', '--streams', 'back,side', '--ttl', '10min');
    const before = (await call('GET', '/v1/streams', manage)).text;

    expect(await call('PUT', '/v1/streams/front', undefined, {})).toMatchObject({
      status: 401,
      text: '{"message":"Unauthorized"}',
    });
    expect((await call('PUT', '/v1/streams/front', `${manage}x`, {})).status).toBe(401);
    const lacking = await call('PUT', '/v1/streams/front', reading, {});
    expect([lacking.status, lacking.headers.get('www-authenticate')]).toEqual([
      403,
      expect.stringContaining('scope="kvs-archiver/manage" error="insufficient_scope"'),
    ]);
    for (const name of ['front', 'no-such-stream']) {
      expect(await call('PUT', `/v1/streams/${name}`, onlyBack, {})).toMatchObject({
        status: 403,
        body: { error: { code: 'AccessDenied' } },
      });
    }
    expect((await call('GET', '/iam/v1/streams', manage)).status).toBe(403);
    expect((await call('GET', '/v1/streams', manage)).text).toBe(before);

    expect((await call('PUT', '/v1/streams/front', manage, {})).status).toBe(200);
    expect((await call('PUT', '/v1/streams/back', onlyBack, { tries: 3 })).status).toBe(200);
    const names = async (bearer: string) =>
      (await call('GET', '/v1/streams', bearer)).body.items?.map(({ streamName }) => streamName).sort();
    expect([await names(manage), await names(onlyBack)]).toEqual([['back', 'front'], ['back']]);
  }, 300_000);

  test('people sign in with a code and PKCE, as with the provider of a deployed stack', async () => {
    const issuer = stack.outputs.JwtIssuer ?? '';
    const discovery = (await call('GET', `${issuer}/.well-known/openid-configuration`)).body;
    const password = (await readFile(stack.passwordPath ?? '', 'utf8')).trim();
    const verifier = 'v'.repeat(43);
    const request = {
      response_type: 'code',
      client_id: String(stack.outputs.JwtAudience),
      redirect_uri: 'http://localhost:5173/signed-in',
      scope: 'openid kvs-archiver/read',
      state: 'a&b',
      nonce: 'n',
      code_challenge: createHash('sha256').update(verifier).digest('base64url'),
      code_challenge_method: 'S256',
    };
    const authorize = (change: Record<string, string> = {}) =>
      `${discovery.authorization_endpoint}?${new URLSearchParams({ ...request, ...change })}`;
    const submit = (given: string) =>
      call(
        'POST',
        String(discovery.authorization_endpoint),
        undefined,
        new URLSearchParams({ ...request, password: given }),
      );

    expect(discovery.issuer).toBe(issuer);
    expect((await call('GET', authorize())).text).toContain('name="password"');
    for (const uri of ['https://evil.example.com/', 'http://localhost.evil.example.com/', 'javascript:alert(1)']) {
      const refused = await call('GET', authorize({ redirect_uri: uri }));
      expect([refused.status, refused.headers.get('location')]).toEqual([400, null]);
    }
    const plain = await call('GET', authorize({ code_challenge_method: 'plain' }));
    expect([plain.status, plain.headers.get('location')]).toEqual([
      303,
      expect.stringContaining('error=invalid_request'),
    ]);
    const wrong = await submit('guess');
    expect([wrong.status, wrong.headers.get('location')]).toEqual([401, null]);

    const location = new URL((await submit(password)).headers.get('location') ?? '');
    expect([location.origin, location.searchParams.get('state'), location.searchParams.get('iss')]).toEqual([
      'http://localhost:5173',
      'a&b',
      issuer,
    ]);
    const exchange = (change: Record<string, string> = {}) =>
      call(
        'POST',
        String(discovery.token_endpoint),
        undefined,
        new URLSearchParams({
          grant_type: 'authorization_code',
          code: location.searchParams.get('code') ?? '',
          client_id: request.client_id,
          redirect_uri: request.redirect_uri,
          code_verifier: verifier,
          ...change,
        }),
      );
    const signedIn = await exchange();

    expect(signedIn.body).toMatchObject({ token_type: 'Bearer', scope: 'kvs-archiver/read' });
    expect((await call('GET', '/v1/streams', String(signedIn.body.access_token))).status).toBe(200);
    expect((await call('GET', '/v1/streams', String(signedIn.body.id_token))).status).toBe(403);
    expect(await exchange()).toMatchObject({ status: 400, body: { error: 'invalid_grant' } });
    const [, payload = ''] = String(signedIn.body.id_token).split('.');
    expect(JSON.parse(Buffer.from(payload, 'base64url').toString())).toMatchObject({ sub: 'owner', nonce: 'n' });
  }, 300_000);

  test('a code is worth nothing to whoever has not the verifier', async () => {
    const issuer = stack.outputs.JwtIssuer ?? '';
    const password = (await readFile(stack.passwordPath ?? '', 'utf8')).trim();
    const form = new URLSearchParams({
      response_type: 'code',
      client_id: 'kvs-archiver',
      redirect_uri: `${stack.url}/console`,
      code_challenge: createHash('sha256').update('right'.repeat(10)).digest('base64url'),
      code_challenge_method: 'S256',
      password,
    });
    const location = (await call('POST', `${issuer}/authorize`, undefined, form)).headers.get('location') ?? '';
    const proof = {
      grant_type: 'authorization_code',
      code: new URL(location).searchParams.get('code') ?? '',
      client_id: 'kvs-archiver',
      redirect_uri: `${stack.url}/console`,
    };

    const stolen = await call(
      'POST',
      `${issuer}/token`,
      undefined,
      new URLSearchParams({ ...proof, code_verifier: 'w'.repeat(50) }),
    );
    const after = await call(
      'POST',
      `${issuer}/token`,
      undefined,
      new URLSearchParams({ ...proof, code_verifier: 'right'.repeat(10) }),
    );

    expect([stolen, after].map(({ status, body }) => [status, body.error])).toEqual([
      [400, 'invalid_grant'],
      [400, 'invalid_grant'],
    ]);
  }, 300_000);

  test('who changed what is told, newest first: by token, and by the command line, which signs', async () => {
    const manage = await token('--scope', 'read,manage');
    await call('PUT', '/v1/streams/front', manage, { tries: 5 });
    await cli('streams', 'remove', 'front', '--json');
    await call('PUT', '/v1/streams/front', manage, { enabled: false });

    const { items } = JSON.parse(await cli('streams', 'changes', 'front', '--json')) as {
      items: Record<string, unknown>[];
    };

    expect(items[0]).toMatchObject({
      stream: 'front',
      subject: 'owner',
      kind: 'user',
      route: 'PUT /v1/streams/{stream}',
      fields: { enabled: { after: false } },
    });
    expect(items[1]).toMatchObject({
      subject: 'arn:aws:iam::000000000000:root',
      kind: 'iam',
      route: 'DELETE /v1/streams/{stream}',
      fields: { enabled: { before: true }, tries: { before: 5 } },
    });
    expect(await cli('streams', 'changes', 'front')).toMatch(
      /WHEN +WHO +WHAT +CHANGED\n.*owner +PUT .*enabled: \(none\) -> false/,
    );
    // One request a page.
    const page = await call('GET', '/v1/streams/front/changes?limit=1', manage);
    const rest = await call('GET', `/v1/streams/front/changes?limit=1&nextToken=${page.body.nextToken}`, manage);
    expect([page, rest].map(({ body }) => body.items?.map(({ route }) => route))).toEqual([
      ['PUT /v1/streams/{stream}'],
      ['DELETE /v1/streams/{stream}'],
    ]);
  }, 300_000);

  test('what costs is limited as deployed, where the limits of AWS are asked for', async () => {
    const manage = await token('--scope', 'manage');
    const ask = () => call('POST', '/v1/streams/no-such-stream/backfill', manage, { from: 0, to: 1, dryRun: true });
    const quotas = (quotas: string) => call('POST', '/_local/kvs', undefined, { quotas });

    await quotas('aws');
    const limited = await Promise.all(Array.from({ length: 60 }, ask));
    await quotas('default');
    const unlimited = await ask();

    const refused = limited.filter(({ status }) => status === 429);
    expect(refused.length).toBeGreaterThan(0);
    expect(limited.length - refused.length).toBeGreaterThanOrEqual(20);
    expect(new Set(refused.map(({ text }) => text))).toEqual(new Set(['{"message":"Too Many Requests"}']));
    expect(unlimited.status).not.toBe(429);
  }, 300_000);
});
