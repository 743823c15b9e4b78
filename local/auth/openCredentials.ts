import { createHmac } from 'node:crypto';
import { mkdir, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { writeNewFile } from '../../cloud/system/lock/writeNewFile.ts';
import { ArchiverError } from '../../core/errors.ts';
import type { System } from '../../core/system.ts';
import type { Credential } from './Credential.ts';
import { openSession, type Session, sealSession } from './sessionToken.ts';

/** The credentials of one stack. */
export interface Credentials {
  /** Where the administrator's pair lies, for people to read; the secret itself is never printed. */
  readonly path: string;
  readonly admin: Credential;
  /** The pair of a function: always the same on one data folder. */
  ofFunction(name: string): Credential;
  /** The pair with which a role of the template acts where no function does: a machine's own calls. */
  ofRole(arn: string): Credential;
  /** Credentials for whoever may act in a role for a while. */
  lend(session: Session): Credential;
  /** Makes those that a token belongs to known, where it is one that was lent here, be it before a restart. */
  recognise(token: string): void;
  find(accessKeyId: string): Credential | undefined;
}

/** How long after their end temporary credentials are still told from unknown ones, in this process. */
const REMEMBERED_MS = 3_600_000;

async function readOrMake(path: string, system: System): Promise<Credential> {
  const hex = (bytes: number): string => Buffer.from(system.random.bytes(bytes)).toString('hex').toUpperCase();
  const made: Credential = {
    accessKeyId: `AKIALOCAL${hex(6).slice(0, 11)}`,
    secretAccessKey: Buffer.from(system.random.bytes(30)).toString('base64'),
    principal: 'admin',
  };
  await mkdir(dirname(path), { recursive: true });
  await writeNewFile(path, `${JSON.stringify(made, undefined, 2)}\n`, system.random.uuid());
  const text = await readFile(path, 'utf8');
  try {
    const parsed = JSON.parse(text) as Partial<Credential>;
    if (parsed.accessKeyId && parsed.secretAccessKey) {
      return { accessKeyId: parsed.accessKeyId, secretAccessKey: parsed.secretAccessKey, principal: 'admin' };
    }
  } catch (cause) {
    throw new ArchiverError('Corrupt', `${path} is not a credentials file; delete it to have a new one made`, {
      cause,
    });
  }
  throw new ArchiverError('Corrupt', `${path} holds no accessKeyId and secretAccessKey`);
}

/** Opens `{dataDir}/credentials.json` (mode 0600), made at the first start; functions' pairs are derived from it. */
export async function openCredentials(dataDir: string, system: System): Promise<Credentials> {
  const path = join(dataDir, 'credentials.json');
  const admin = await readOrMake(path, system);
  const known = new Map([[admin.accessKeyId, admin]]);

  function derived(principal: string): Credential {
    const derive = (use: string) => createHmac('sha256', admin.secretAccessKey).update(`${use}:${principal}`).digest();
    const credential: Credential = {
      accessKeyId: `ASIALOCAL${derive('id').toString('hex').toUpperCase().slice(0, 11)}`,
      secretAccessKey: derive('secret').toString('base64'),
      principal,
    };
    known.set(credential.accessKeyId, credential);
    return credential;
  }

  const lent = new Map<string, Credential>();
  function remember(credential: Credential): Credential {
    const now = system.clock.now();
    for (const [id, { temporary }] of lent) {
      if ((temporary?.expiresMs ?? 0) + REMEMBERED_MS < now) lent.delete(id);
    }
    lent.set(credential.accessKeyId, credential);
    return credential;
  }

  return {
    path,
    admin,
    ofFunction: derived,
    ofRole: derived,
    lend: (session) => remember(sealSession(session, admin.secretAccessKey, system.random.uuid())),
    recognise(token) {
      const credential = openSession(token, admin.secretAccessKey);
      if (credential !== undefined && !lent.has(credential.accessKeyId)) remember(credential);
    },
    find: (accessKeyId) => known.get(accessKeyId) ?? lent.get(accessKeyId),
  };
}
