import { createHash, createHmac } from 'node:crypto';
import { ArchiverError } from '../errors.ts';

/** Bytes of a key's id in a token. */
export const KEY_ID_BYTES = 4;
/** HMAC-SHA256 gains nothing above its 32 bytes, and is weak well below them (RFC 2104, section 3). */
const LEAST_SECRET_BYTES = 32;

/** A key that links are signed with. */
export interface SigningKey {
  /** Eight hex digits, derived from the secret: a token says by it which key to try. */
  readonly id: string;
  readonly secret: Uint8Array;
}

/** @throws ArchiverError `Internal` where the secret is too short to be one */
export function signingKey(secret: Uint8Array): SigningKey {
  if (secret.length < LEAST_SECRET_BYTES) {
    throw new ArchiverError('Internal', `the key of links has ${secret.length} bytes: ${LEAST_SECRET_BYTES} or more`);
  }
  const id = createHmac('sha256', secret).update('kvs-archiver, id of a key').digest().subarray(0, KEY_ID_BYTES);
  return { id: id.toString('hex'), secret: createHash('sha256').update(secret).digest() };
}
