import { createHash, createPrivateKey, createPublicKey, generateKeyPair, type KeyObject } from 'node:crypto';
import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { writeNewFile } from '../../cloud/system/lock/writeNewFile.ts';
import { ArchiverError } from '../../core/errors.ts';
import type { System } from '../../core/system.ts';
import type { Issuer } from './Issuer.ts';

const KEY_FILE = 'key.pem';
const PASSWORD_FILE = 'owner-password';
/** Documented: API Gateway developer guide, "JWT authorizers": RSA alone. */
const KEY_BITS = 2048;

/** Opens `key.pem` and `owner-password` in `dir` (mode 0600 each), made at the first start. */
export async function openIssuer(dir: string, system: System): Promise<Issuer> {
  await mkdir(dir, { recursive: true, mode: 0o700 });
  const issuer = await readIssuer(dir).catch((error: unknown) => {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    return undefined;
  });
  if (issuer !== undefined) return issuer;
  const { privateKey } = await promisify(generateKeyPair)('rsa', { modulusLength: KEY_BITS });
  await writeNewFile(join(dir, KEY_FILE), pem(privateKey), system.random.uuid());
  const password = Buffer.from(system.random.bytes(15)).toString('base64url');
  await writeNewFile(join(dir, PASSWORD_FILE), `${password}\n`, system.random.uuid());
  return readIssuer(dir);
}

/**
 * What `openIssuer` made.
 *
 * @throws ArchiverError `Corrupt` where a file is not that; whatever reading says where there is none
 */
export async function readIssuer(dir: string): Promise<Issuer> {
  const passwordPath = join(dir, PASSWORD_FILE);
  const text = await readFile(join(dir, KEY_FILE), 'utf8');
  const password = (await readFile(passwordPath, 'utf8')).trim();
  if (password.length < 12) throw corrupt(passwordPath);
  let privateKey: KeyObject;
  try {
    privateKey = createPrivateKey(text);
  } catch {
    // No cause: it might quote the key.
    throw corrupt(join(dir, KEY_FILE));
  }
  if (privateKey.asymmetricKeyType !== 'rsa') throw corrupt(join(dir, KEY_FILE));
  const { n = '', e = '' } = createPublicKey(privateKey).export({ format: 'jwk' });
  // RFC 7638: the members in this order, and no others.
  const kid = createHash('sha256')
    .update(JSON.stringify({ e, kty: 'RSA', n }))
    .digest('base64url');
  return { privateKey, publicKey: { kty: 'RSA', n, e, kid, use: 'sig', alg: 'RS256' }, password, passwordPath };
}

const pem = (key: KeyObject): string => key.export({ format: 'pem', type: 'pkcs8' }).toString();

const corrupt = (path: string): ArchiverError =>
  new ArchiverError('Corrupt', `${path} cannot be used; delete it and key.pem beside it to have new ones made`);
