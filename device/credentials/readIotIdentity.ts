import { createPrivateKey, type KeyObject, X509Certificate } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import { ArchiverError } from '../../core/errors.ts';
import type { IotIdentity } from './IotIdentity.ts';
import type { IotSettings } from './IotSettings.ts';

/** What should be told of the files, beside what is wrong with them. */
export interface ReadIdentity {
  readonly identity: IotIdentity;
  readonly notices: readonly string[];
}

const wrong = (message: string, cause?: unknown): ArchiverError =>
  new ArchiverError('InvalidInput', message, cause === undefined ? {} : { cause });

/** A certificate or a key is a few kilobytes; a device that is named by mistake has no end. */
const MOST_BYTES = 64 * 1024;

/** @throws ArchiverError `InvalidInput` that says what it is of and what to do */
async function readPem(what: string, path: string): Promise<string> {
  try {
    const facts = await stat(path);
    if (!facts.isFile()) throw wrong(`${what} ${path} is no file`);
    if (facts.size > MOST_BYTES) throw wrong(`${what} ${path} is ${facts.size} bytes long: no PEM file of a device is`);
    return await readFile(path, 'utf8');
  } catch (cause) {
    if (cause instanceof ArchiverError) throw cause;
    const { code } = cause as NodeJS.ErrnoException;
    if (code === 'ENOENT') throw wrong(`${what} ${path} is not there`, cause);
    if (code === 'EACCES' || code === 'EPERM') {
      throw wrong(`${what} ${path} may not be read: it has to belong to the user who runs this`, cause);
    }
    throw wrong(`${what} ${path} cannot be read: ${code ?? 'unknown'}`, cause);
  }
}

function parseCertificate(what: string, path: string, pem: string): X509Certificate {
  if (/-----BEGIN [A-Z ]*PRIVATE KEY-----/.test(pem))
    throw wrong(`${what} ${path} holds a private key, no certificate`);
  try {
    return new X509Certificate(pem);
  } catch {
    // The parser's own words may quote the file.
    throw wrong(`${what} ${path} is no certificate in PEM form`);
  }
}

function parseKey(path: string, pem: string): KeyObject {
  if (/-----BEGIN CERTIFICATE-----/.test(pem)) throw wrong(`the key ${path} holds a certificate, no private key`);
  if (/ENCRYPTED/.test(pem)) throw wrong(`the key ${path} has a passphrase, and nobody is there to say it`);
  try {
    return createPrivateKey(pem);
  } catch {
    throw wrong(`the key ${path} is no private key in PEM form`);
  }
}

/**
 * Reads certificate, key and authority, and looks whether they belong together.
 *
 * @param nowMs by which the certificate's validity is judged; a clock may be wrong, so that is told and refuses nothing
 * @throws ArchiverError `InvalidInput`; it names files, and holds nothing of what is in them
 */
export async function readIotIdentity(settings: IotSettings, nowMs: number): Promise<ReadIdentity> {
  const certificatePem = await readPem('the certificate', settings.certificate);
  const keyPem = await readPem('the key', settings.key);
  const authorityPem = settings.ca === undefined ? undefined : await readPem('the authority', settings.ca);
  const certificate = parseCertificate('the certificate', settings.certificate, certificatePem);
  const key = parseKey(settings.key, keyPem);
  if (settings.ca !== undefined && authorityPem !== undefined) {
    parseCertificate('the authority', settings.ca, authorityPem);
  }
  if (!certificate.checkPrivateKey(key)) {
    throw wrong(`the key ${settings.key} is not the one of the certificate ${settings.certificate}`);
  }
  const notices: string[] = [];
  const { mode } = await stat(settings.key);
  if (process.platform !== 'win32' && (mode & 0o077) !== 0) {
    const octal = (mode & 0o777).toString(8);
    notices.push(`others on this machine may read the key ${settings.key} (mode ${octal}): chmod 600 ${settings.key}`);
  }
  if (Date.parse(certificate.validTo) < nowMs) {
    notices.push(`by this machine's clock the certificate has expired on ${certificate.validTo}`);
  } else if (Date.parse(certificate.validFrom) > nowMs) {
    notices.push(`by this machine's clock the certificate is not valid before ${certificate.validFrom}`);
  }
  const { endpoint, roleAlias, thing } = settings;
  return {
    identity: {
      endpoint,
      roleAlias,
      thingName: thing,
      certificate: certificatePem,
      privateKey: keyPem,
      ...(authorityPem === undefined ? {} : { authority: authorityPem }),
    },
    notices,
  };
}
