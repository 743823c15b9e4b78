import { createServer as createHttpServer } from 'node:http';
import { createServer, type Server } from 'node:net';
import { realSystem } from '../../../cloud/system/realSystem.ts';
import { requestCredentials } from '../../../device/credentials/requestCredentials.ts';
import { createCredentialsProvider } from '../../../local/iot/createCredentialsProvider.ts';
import { createThingsControl } from '../../../local/iot/createThingsControl.ts';
import { type LocalProvider, openLocalProvider } from '../../device/credentials/localProvider.ts';

let local: LocalProvider;
beforeAll(async () => {
  local = await openLocalProvider();
});
afterAll(() => local.close());

const listening = <T extends Server>(server: T): Promise<number> =>
  new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve((server.address() as { port: number }).port)));

test('a port that is taken is let go for a free one, and a fault of ours is told and answered', async () => {
  const holder = createServer();
  const taken = await listening(holder);
  const faults: unknown[] = [];
  const provider = createCredentialsProvider({
    rules: { roleAliases: new Map(), statements: [], thingTypeName: undefined },
    things: { ofCertificate: () => Promise.reject(new Error('the disk is gone')) },
    lend: () => {
      throw new Error('nothing is lent');
    },
    authority: local.authority,
    system: realSystem,
    onFault: (error) => faults.push(error),
  });
  const endpoint = await provider.listen(taken);
  const identity = { ...(await local.identityOf('a')), endpoint };

  const failed = await requestCredentials(identity, { system: realSystem }).catch((error: unknown) => error);
  await provider.close();
  await new Promise<void>((resolve) => holder.close(() => resolve()));

  expect(endpoint).not.toBe(`127.0.0.1:${taken}`);
  expect(failed).toMatchObject({ kind: 'Internal', retryable: true });
  expect(faults).toEqual([expect.objectContaining({ message: 'the disk is gone' })]);
});

test('things are enrolled, listed and taken back over HTTP; what is wrong is named', async () => {
  const control = createThingsControl({ things: local.things, authority: local.authority.certificate });
  const server = createHttpServer((request, response) => void control.handle(request, response));
  const port = await listening(server);
  const call = async (method: string, path: string, body?: string) => {
    const response = await fetch(`http://127.0.0.1:${port}${path}`, {
      method,
      ...(body === undefined ? {} : { body }),
    });
    const text = await response.text();
    return [response.status, text === '' ? undefined : JSON.parse(text)];
  };
  try {
    const made = await call('POST', '/_local/things', '{"name":"yard"}');
    expect(made).toEqual([
      201,
      {
        thingName: 'yard',
        certificateId: expect.stringMatching(/^[0-9a-f]{64}$/),
        certificate: expect.stringContaining('BEGIN CERTIFICATE'),
        privateKey: expect.stringContaining('BEGIN PRIVATE KEY'),
        ca: local.authority.certificate,
      },
    ]);
    expect(await call('GET', '/_local/things')).toEqual([
      200,
      { items: expect.arrayContaining([{ thingName: 'yard', certificateId: expect.any(String) }]) },
    ]);
    for (const [method, path, body, status, code] of [
      ['POST', '/_local/things', '{"name":"yard"}', 409, 'Conflict'],
      ['POST', '/_local/things', '{"name":"a b"}', 400, 'InvalidInput'],
      ['POST', '/_local/things', 'null', 400, 'InvalidInput'],
      ['POST', '/_local/things', '{"name', 400, 'InvalidInput'],
      ['POST', '/_local/things', 'x'.repeat(5_000), 400, 'InvalidInput'],
      ['DELETE', '/_local/things/none', undefined, 404, 'NotFound'],
      ['DELETE', '/_local/things/%zz', undefined, 404, 'NotFound'],
      ['PUT', '/_local/things', '{}', 404, 'NotFound'],
    ] as const) {
      expect(await call(method, path, body)).toEqual([status, { error: { code, message: expect.any(String) } }]);
    }
    expect(await call('DELETE', '/_local/things/yard')).toEqual([204, undefined]);
    expect(await call('DELETE', '/_local/things/yard')).toEqual([404, expect.anything()]);
  } finally {
    server.closeAllConnections();
    await new Promise<void>((resolve) => server.close(() => resolve()));
  }
});
