import { timingSafeEqual } from 'node:crypto';
import { ArchiverError } from '../errors.ts';
import { KEY_ID_BYTES, type SigningKey } from './SigningKey.ts';
import { MAC_BYTES, tokenMac } from './tokenMac.ts';

const TOKEN_VERSION = 1;
const CONTENT_AT = 1 + KEY_ID_BYTES;
/** Longer ones are none of ours: a stream's name has up to 256 characters. */
const LONGEST_TOKEN = 1024;

/** One answer for whatever is wrong: nobody learns how near he was. */
export const notOurs = (): ArchiverError => new ArchiverError('AccessDenied', 'this link is not one of ours');

/** A text as a token for a path: base64url of version, key id, the text and its seal. */
export function sealToken(key: SigningKey, content: string): string {
  const signed = Buffer.concat([Buffer.of(TOKEN_VERSION), Buffer.from(key.id, 'hex'), Buffer.from(content, 'utf8')]);
  return Buffer.concat([signed, tokenMac(key, signed)]).toString('base64url');
}

/**
 * The text in a token.
 *
 * @param keys those that may have sealed it: the current one, and the one before
 * @throws ArchiverError `AccessDenied` where nobody of us sealed these very characters
 */
export function unsealToken(keys: readonly SigningKey[], token: string): string {
  const bytes = Buffer.from(token.length > LONGEST_TOKEN ? '' : token, 'base64url');
  // What decodes to the same bytes need not be the same characters.
  if (bytes.length <= CONTENT_AT + MAC_BYTES || bytes.toString('base64url') !== token) throw notOurs();
  const signed = bytes.subarray(0, bytes.length - MAC_BYTES);
  const mac = bytes.subarray(bytes.length - MAC_BYTES);
  const keyId = bytes.subarray(1, CONTENT_AT).toString('hex');
  const key = keys.find(({ id }) => id === keyId);
  if (bytes[0] !== TOKEN_VERSION || key === undefined || !timingSafeEqual(tokenMac(key, signed), mac)) throw notOurs();
  return signed.subarray(CONTENT_AT).toString('utf8');
}
