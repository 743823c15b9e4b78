import { createHash, scrypt, timingSafeEqual } from 'node:crypto';
import { ArchiverError } from '../errors.ts';
import type { Random } from '../system.ts';
import type { KeptPassword } from './Share.ts';

const ID_BYTES = 12;
const SECRET_BYTES = 32;
const SALT_BYTES = 16;
const HASH_BYTES = 32;
const LINK = /^([A-Za-z0-9_-]{16})\.([A-Za-z0-9_-]{43})$/;

/** The two halves of a link: by the one it is found, by the other it is known to be ours. */
export interface ShareLink {
  readonly shareId: string;
  readonly secret: string;
}

export function newShareLink(random: Random): ShareLink {
  const text = (bytes: number) => Buffer.from(random.bytes(bytes)).toString('base64url');
  return { shareId: text(ID_BYTES), secret: text(SECRET_BYTES) };
}

/** @returns undefined of what is no link of ours */
export function parseShareLink(text: string | undefined): ShareLink | undefined {
  const [, shareId, secret] = LINK.exec(text ?? '') ?? [];
  if (shareId === undefined || secret === undefined) return undefined;
  // What decodes to the same bytes need not be the same characters.
  if (Buffer.from(secret, 'base64url').toString('base64url') !== secret) return undefined;
  return { shareId, secret };
}

export function secretHash(secret: string): string {
  return createHash('sha256').update(secret).digest('hex');
}

/** Whether this is the secret, in a time that does not tell how near it is. */
export function isSecret(secret: string, hash: string): boolean {
  const [given, kept] = [Buffer.from(secretHash(secret), 'hex'), Buffer.from(hash, 'hex')];
  return given.length === kept.length && timingSafeEqual(given, kept);
}

export async function keepPassword(password: string, random: Random): Promise<KeptPassword> {
  const salt = Buffer.from(random.bytes(SALT_BYTES));
  return { salt: salt.toString('base64'), hash: (await stretched(password, salt)).toString('base64') };
}

export async function isPassword(password: string, { salt, hash }: KeptPassword): Promise<boolean> {
  const kept = Buffer.from(hash, 'base64');
  const given = await stretched(password, Buffer.from(salt, 'base64'));
  return given.length === kept.length && timingSafeEqual(given, kept);
}

/** With the defaults of Node.js: N 16384, r 8, p 1, some 16 MB and 50 ms. */
function stretched(password: string, salt: Buffer): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    scrypt(password.normalize('NFKC'), salt, HASH_BYTES, (error, key) => {
      if (error === null) resolve(key);
      else reject(new ArchiverError('Internal', 'a password could not be hashed', { cause: error }));
    });
  });
}
