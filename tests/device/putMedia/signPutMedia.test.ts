import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { realSystem } from '../../../cloud/system/realSystem.ts';
import { PutMediaConnection } from '../../../device/putMedia/PutMediaConnection.ts';
import type { Credentials } from '../../../device/putMedia/signPutMedia.ts';
import { type Authentication, authenticate } from '../../../local/auth/authenticate.ts';

const SECRET = 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY';

async function callWith(credentials: Credentials): Promise<Authentication> {
  let seen: Authentication | undefined;
  const server = createServer((request, response) => {
    void authenticate(request, {
      clock: realSystem.clock,
      find: (accessKeyId) => ({ accessKeyId, secretAccessKey: SECRET, principal: 'camera' }),
      services: ['kinesisvideo'],
      payload: 'declared',
    }).then((outcome) => {
      seen = outcome;
      response.writeHead(200).flushHeaders();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const connection = await PutMediaConnection.open({
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    region: 'eu-central-1',
    streamName: 'a.camera_-1',
    credentials,
    header: new Uint8Array(10),
    connectTimeoutMs: 5_000,
    system: realSystem,
  });
  connection.destroy();
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
  return seen ?? { ok: false, reason: 'missing' };
}

test.each([
  ['of a user', { accessKeyId: 'AKIAEXAMPLE', secretAccessKey: SECRET }, true],
  ['of a role', { accessKeyId: 'ASIAEXAMPLE', secretAccessKey: SECRET, sessionToken: 'abc+/=' }, true],
  ['with a wrong secret', { accessKeyId: 'AKIAEXAMPLE', secretAccessKey: 'other' }, false],
])('credentials %s: the signature is judged by an independent verifier', async (_, credentials, ok) => {
  expect((await callWith(credentials)).ok).toBe(ok);
});
