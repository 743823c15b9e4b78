import { mkdtemp, rm } from 'node:fs/promises';
import type { RequestListener } from 'node:http';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { realSystem } from '../../../cloud/system/realSystem.ts';
import type { System } from '../../../core/system.ts';
import type { IotIdentity } from '../../../device/credentials/IotIdentity.ts';
import { sealSession } from '../../../local/auth/sessionToken.ts';
import { type Authority, openAuthority } from '../../../local/iot/certificates/openAuthority.ts';
import { createCredentialsProvider } from '../../../local/iot/createCredentialsProvider.ts';
import { openThings, type Things } from '../../../local/iot/openThings.ts';
import type { DeviceRules } from '../../../local/iot/readDeviceRules.ts';

const ALIAS_ARN = 'arn:aws:iot:us-east-1:000000000000:rolealias/cameras';

const RULES: DeviceRules = {
  roleAliases: new Map([
    [
      'cameras',
      {
        name: 'cameras',
        arn: ALIAS_ARN,
        roleArn: 'arn:aws:iam::000000000000:role/device',
        durationSeconds: 900,
        longestSeconds: 3600,
      },
    ],
  ]),
  statements: [
    {
      effect: 'Allow',
      actions: ['iot:AssumeRoleWithCertificate'],
      resources: ['arn:aws:iot:*:*:rolealias/*'],
      conditions: [],
    },
  ],
  thingTypeName: undefined,
};

/** The embedded stack's credentials provider by itself. */
export interface LocalProvider {
  readonly dir: string;
  readonly endpoint: string;
  readonly authority: Authority;
  readonly things: Things;
  /** Enrols a thing. */
  identityOf(thingName: string): Promise<IotIdentity>;
  /** Something else that answers with a certificate of the same authority, under another name where one is given. */
  serve(answer: RequestListener, name?: string): Promise<string>;
  close(): Promise<void>;
}

/** @param system the provider's own clock, by which credentials end */
export async function openLocalProvider(system: System = realSystem): Promise<LocalProvider> {
  const dir = await mkdtemp(join(tmpdir(), 'kvs-archiver-provider-'));
  const authority = await openAuthority(dir, realSystem);
  const things = await openThings(join(dir, 'things'), authority, undefined, realSystem);
  const provider = createCredentialsProvider({
    rules: RULES,
    things,
    lend: (session) => sealSession(session, 'secret', '0'),
    authority,
    system,
    onFault: (error) => {
      throw error;
    },
  });
  const endpoint = await provider.listen(0);
  const servers: (() => Promise<void>)[] = [];
  return {
    dir,
    endpoint,
    authority,
    things,
    async identityOf(thingName) {
      const { issued } = await things.enrol(thingName);
      return { endpoint, roleAlias: 'cameras', thingName, ...issued, authority: authority.certificate };
    },
    async serve(answer, name = '127.0.0.1') {
      const { certificate, privateKey } = authority.issue('x', { kind: 'server', names: [name] });
      const server = createServer(
        { cert: certificate, key: privateKey, ca: authority.certificate, requestCert: true, rejectUnauthorized: false },
        answer,
      );
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
      servers.push(async () => {
        const ended = new Promise<void>((resolve) => server.close(() => resolve()));
        server.closeAllConnections();
        await ended;
      });
      return `127.0.0.1:${(server.address() as AddressInfo).port}`;
    },
    async close() {
      for (const closeServer of servers) await closeServer();
      await provider.close();
      await rm(dir, { recursive: true, force: true });
    },
  };
}
