import { createPrivateKey, generateKeyPairSync, X509Certificate } from 'node:crypto';
import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { writeNewFile } from '../../../cloud/system/lock/writeNewFile.ts';
import { ArchiverError } from '../../../core/errors.ts';
import type { System } from '../../../core/system.ts';
import { type CertificateUse, issueCertificate } from './issueCertificate.ts';

/** A certificate with its private key, both PEM. */
export interface IssuedCertificate {
  readonly certificate: string;
  readonly privateKey: string;
}

/** Signs the certificates of one data folder. */
export interface Authority {
  /** PEM; what those who call the stack have to trust. */
  readonly certificate: string;
  issue(subject: string, use: CertificateUse): IssuedCertificate;
}

const NAME = 'kvs-archiver embedded stack';
const DAY_MS = 86_400_000;
/** Those of AWS IoT end in 2049; nobody wants to renew a test's. */
const VALID_DAYS = 3_650;
const FILE = 'authority.pem';

const newKey = () => generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey;
const keyText = (key: ReturnType<typeof newKey>): string => key.export({ format: 'pem', type: 'pkcs8' }).toString();

/**
 * Opens `{dir}/authority.pem` (mode 0600), its key and its certificate, made at the first start.
 *
 * @throws ArchiverError `Corrupt` where the file is not that
 */
export async function openAuthority(dir: string, system: System): Promise<Authority> {
  const path = join(dir, FILE);
  const term = () => ({
    // Clocks of devices may be behind.
    fromMs: system.clock.now() - DAY_MS,
    untilMs: system.clock.now() + VALID_DAYS * DAY_MS,
    // The highest bit stays clear: 20 bytes and no sign.
    serial: Buffer.concat([Buffer.from([0x4b]), system.random.bytes(15)]),
  });
  const text = await readFile(path, 'utf8').catch(async (error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOENT') throw error;
    const key = newKey();
    const who = { subject: NAME, subjectKey: key, issuer: NAME, issuerKey: key };
    const made = `${keyText(key)}${issueCertificate({ ...who, ...term(), use: { kind: 'authority' } })}`;
    await mkdir(dir, { recursive: true });
    await writeNewFile(path, made, system.random.uuid());
    return readFile(path, 'utf8');
  });
  const { issuerKey, certificate } = read(text, path);
  return {
    certificate,
    issue(subject, use) {
      const subjectKey = newKey();
      return {
        certificate: issueCertificate({ subject, subjectKey, issuer: NAME, issuerKey, ...term(), use }),
        privateKey: keyText(subjectKey),
      };
    },
  };
}

function read(text: string, path: string): { issuerKey: ReturnType<typeof newKey>; certificate: string } {
  const certificate = /-----BEGIN CERTIFICATE-----[\s\S]+?-----END CERTIFICATE-----\n/.exec(text)?.[0] ?? '';
  try {
    const issuerKey = createPrivateKey(text);
    if (new X509Certificate(certificate).checkPrivateKey(issuerKey)) return { issuerKey, certificate };
  } catch {
    // No cause: it might quote the key.
  }
  throw new ArchiverError('Corrupt', `${path} holds no key with its certificate; delete it to have new ones made`);
}
