import type { Link } from './Link.ts';
import type { SigningKey } from './SigningKey.ts';
import { tokenMac } from './tokenMac.ts';

export const TOKEN_VERSION = 1;

/**
 * A link as a token for a path: base64url of version, key id, content and seal. The same link under the same key is the
 * same token, so that an address stays what it was.
 */
export function signLink(key: SigningKey, link: Link): string {
  const { kind, stream, fromMs = null, toMs = null, expiresMs, id } = link;
  const content = JSON.stringify([kind, stream, expiresMs, fromMs, toMs, ...(id === undefined ? [] : [id])]);
  const signed = Buffer.concat([Buffer.of(TOKEN_VERSION), Buffer.from(key.id, 'hex'), Buffer.from(content, 'utf8')]);
  return Buffer.concat([signed, tokenMac(key, signed)]).toString('base64url');
}
