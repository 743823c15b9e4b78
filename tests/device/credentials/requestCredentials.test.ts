import { mkdtemp, rm } from 'node:fs/promises';
import { createServer as createSecureServer } from 'node:https';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { realSystem } from '../../../cloud/system/realSystem.ts';
import { isArchiverError } from '../../../core/errors.ts';
import type { System } from '../../../core/system.ts';
import type { IotIdentity } from '../../../device/credentials/IotIdentity.ts';
import { requestCredentials } from '../../../device/credentials/requestCredentials.ts';
import { openSession } from '../../../local/auth/sessionToken.ts';
import { openAuthority } from '../../../local/iot/certificates/openAuthority.ts';
import { type LocalProvider, openLocalProvider } from './localProvider.ts';

let provider: LocalProvider;
let identity: IotIdentity;

beforeAll(async () => {
  provider = await openLocalProvider();
  identity = await provider.identityOf('front');
});
afterAll(() => provider.close());

const at = (offsetMs: number): System => ({
  ...realSystem,
  clock: { ...realSystem.clock, now: () => realSystem.clock.now() + offsetMs },
});

/** Why it failed, with everything that an error shows of itself, which no secret may be in. */
async function failure(change: Partial<IotIdentity>, system: System = realSystem, withinMs = 5_000) {
  const given = { ...identity, ...change };
  const error: unknown = await requestCredentials(given, { system, withinMs }).then(
    () => undefined,
    (cause: unknown) => cause,
  );
  if (!isArchiverError(error)) throw new Error(`no failure of ours: ${String(error)}`);
  const shown = `${error.stack} ${JSON.stringify(error.details)} ${String((error.cause as Error | undefined)?.stack)}`;
  const secret = given.privateKey.split('\n')[1] ?? '';
  expect(secret.length).toBeGreaterThan(20);
  expect(shown).not.toContain(secret);
  return { kind: error.kind, retryable: error.retryable, message: error.message };
}

test('a good certificate gets credentials that end when they should', async () => {
  const before = realSystem.clock.now();

  const given = await requestCredentials(identity, { system: realSystem });

  expect(openSession(given.sessionToken, 'secret')).toMatchObject({
    accessKeyId: given.accessKeyId,
    secretAccessKey: given.secretAccessKey,
    temporary: { context: { 'credentials-iot:thingname': 'front' } },
  });
  expect(given.expiresMs).toBeGreaterThan(before + 895_000);
  expect(given.expiresMs).toBeLessThanOrEqual(realSystem.clock.now() + 900_000);
});

test.each([-3 * 3_600_000, 7 * 60_000])(
  'with a clock that is %d ms off, it is told, and the end is put onto that clock',
  async (offsetMs) => {
    const told: number[] = [];
    const system = at(offsetMs);

    const given = await requestCredentials(identity, { system, onClock: (aheadMs) => told.push(aheadMs) });

    expect(told).toEqual([expect.any(Number)]);
    expect(Math.abs((told[0] ?? 0) + offsetMs)).toBeLessThan(2_500);
    expect(Math.abs(given.expiresMs - (system.clock.now() + 900_000))).toBeLessThan(3_000);
  },
);

test('the name of the thing, the path and nothing secret go over the wire', async () => {
  const seen: unknown[] = [];
  const endpoint = await provider.serve((request, response) => {
    seen.push([request.method, request.url, request.headers['x-amzn-iot-thingname']]);
    response.end(
      '{"credentials":{"accessKeyId":"A","secretAccessKey":"S","sessionToken":"T","expiration":"2030-01-01T00:00:00Z"}}',
    );
  });

  await requestCredentials({ ...identity, endpoint, roleAlias: 'a,b=c@d' }, { system: realSystem });

  expect(seen).toEqual([['GET', '/role-aliases/a%2Cb%3Dc%40d/credentials', 'front']]);
});

test.each<[string, () => Promise<Partial<IotIdentity>>, string, string]>([
  ['the name of another thing', async () => ({ thingName: 'back' }), 'AccessDenied', 'attach-thing-principal'],
  ['another role alias', async () => ({ roleAlias: 'cats' }), 'InvalidInput', 'is there a role alias cats'],
  [
    'a certificate that was taken back',
    async () => {
      const taken = await provider.identityOf('taken');
      await provider.things.remove('taken');
      return taken;
    },
    'AccessDenied',
    'the certificate has to be ACTIVE',
  ],
  [
    'a foreign authority of the client',
    async () => {
      const dir = await mkdtemp(join(tmpdir(), 'kvs-archiver-foreign-'));
      const foreign = await openAuthority(dir, realSystem);
      await rm(dir, { recursive: true });
      return foreign.issue('front', { kind: 'client' });
    },
    'AccessDenied',
    'does not take the certificate of front',
  ],
  [
    'a certificate that has expired',
    async () => {
      const dir = await mkdtemp(join(tmpdir(), 'kvs-archiver-expired-'));
      // The same authority, twenty years ago.
      const { cp } = await import('node:fs/promises');
      await cp(join(provider.dir, 'authority.pem'), join(dir, 'authority.pem'));
      const earlier = await openAuthority(dir, at(-20 * 365 * 86_400_000));
      await rm(dir, { recursive: true });
      return earlier.issue('front', { kind: 'client' });
    },
    'AccessDenied',
    'does not take the certificate of front',
  ],
])('%s is refused, with what to do', async (_name, change, kind, message) => {
  const failed = await failure(await change());

  expect([failed.kind, failed.retryable]).toEqual([kind, false]);
  expect(failed.message).toContain(message);
});

test('an endpoint for whom nobody vouches: the authority is missing or another', async () => {
  const { authority: _, ...without } = identity;
  const missing = await requestCredentials(without, { system: realSystem }).catch((error: unknown) => error);
  const { certificate } = provider.authority.issue('x', { kind: 'client' });

  expect(missing).toMatchObject({ kind: 'InvalidInput', message: expect.stringContaining('--iot-ca') });
  expect((await failure({ authority: certificate })).message).toContain('--iot-ca');
});

test('an endpoint that is somebody else by its certificate', async () => {
  const endpoint = await provider.serve((_request, response) => response.end(), 'example.com');

  expect(await failure({ endpoint })).toMatchObject({
    kind: 'InvalidInput',
    message: expect.stringContaining('somebody else by his certificate'),
  });
});

test('with a clock that is years off, it is the clock: what waiting may mend', async () => {
  // A service that was set up in the future, as it looks to a board whose clock stands still at its making.
  const dir = await mkdtemp(join(tmpdir(), 'kvs-archiver-future-'));
  const future = await openAuthority(dir, at(30 * 365 * 86_400_000));
  await rm(dir, { recursive: true });
  const { certificate, privateKey } = future.issue('x', { kind: 'server', names: ['127.0.0.1'] });
  const server = createSecureServer({ cert: certificate, key: privateKey }, (_request, response) => response.end());
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as { port: number };

  const failed = await failure({ endpoint: `127.0.0.1:${port}`, authority: future.certificate });
  await new Promise<void>((resolve) => server.close(() => resolve()));

  expect(failed).toMatchObject({ kind: 'NotYetAvailable', retryable: true });
  expect(failed.message).toMatch(/is not valid yet; this machine's clock says \d{4}-.*set it \(NTP\)/);
});

test.each<[number, string, boolean]>([
  [500, 'Internal', true],
  [503, 'Internal', true],
  [429, 'Throttled', true],
  [400, 'InvalidInput', false],
  [302, 'Internal', true],
])('an answer of %d', async (status, kind, retryable) => {
  const endpoint = await provider.serve((_request, response) => {
    response.statusCode = status;
    response.end('{"message":"line\\none\\u001b[31m"}');
  });

  const failed = await failure({ endpoint });

  expect([failed.kind, failed.retryable]).toEqual([kind, retryable]);
  expect(failed.message).toContain('line one [31m');
});

test.each<[string, string, string]>([
  ['no JSON', 'secretAccessKey=SSS', 'is no JSON'],
  ['no credentials', '{}', 'lacks accessKeyId, secretAccessKey, sessionToken, expiration'],
  ['null', 'null', 'lacks accessKeyId'],
  [
    'no end',
    '{"credentials":{"accessKeyId":"A","secretAccessKey":"SSS","sessionToken":"TTT","expiration":"soon"}}',
    'lacks expiration',
  ],
  ['a flood', 'x'.repeat(70_000), 'over 65536 bytes'],
])('an answer of 200 that holds %s', async (_name, body, message) => {
  const endpoint = await provider.serve((_request, response) => response.end(body));

  const failed = await failure({ endpoint });

  expect(failed.kind).toBe('Corrupt');
  expect(failed.message).toContain(message);
  expect(failed.message).not.toMatch(/SSS|TTT/);
});

describe('an endpoint that', () => {
  test('does not answer in time', async () => {
    const endpoint = await provider.serve(() => undefined);

    expect(await failure({ endpoint }, realSystem, 300)).toEqual({
      kind: 'Internal',
      retryable: true,
      message: 'the credentials provider did not answer in 300 ms',
    });
  });

  test('breaks off in the middle of its answer', async () => {
    const endpoint = await provider.serve((_request, response) => {
      response.writeHead(200, { 'content-length': 1000 });
      response.write('{"credentials":');
      setTimeout(() => response.destroy(), 50);
    });

    expect((await failure({ endpoint })).retryable).toBe(true);
  });

  test('is not there', async () => {
    const endpoint = await new Promise<string>((resolve) => {
      const server = createServer().listen(0, '127.0.0.1', () => {
        const { port } = server.address() as { port: number };
        server.close(() => resolve(`127.0.0.1:${port}`));
      });
    });

    expect(await failure({ endpoint })).toMatchObject({
      kind: 'Internal',
      message: expect.stringContaining('ECONNREFUSED'),
    });
  });

  test('speaks no TLS', async () => {
    const server = createServer((socket) => {
      socket.on('error', () => socket.destroy());
      socket.resume();
      socket.end('HTTP/1.1 400 Bad Request\r\n\r\n');
    });
    const port = await new Promise<number>((resolve) =>
      server.listen(0, '127.0.0.1', () => resolve((server.address() as { port: number }).port)),
    );

    const failed = await failure({ endpoint: `127.0.0.1:${port}` });
    await new Promise<void>((resolve) => server.close(() => resolve()));

    expect(failed).toMatchObject({ kind: 'InvalidInput', message: expect.stringContaining('speaks no TLS') });
  });
});

test('a request that is given up ends at once', async () => {
  const endpoint = await provider.serve(() => undefined);
  const giveUp = new AbortController();
  const asking = requestCredentials({ ...identity, endpoint }, { system: realSystem, signal: giveUp.signal });
  asking.catch(() => undefined);

  giveUp.abort();

  await expect(asking).rejects.toMatchObject({ retryable: true });
});
