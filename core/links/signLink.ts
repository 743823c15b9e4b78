import type { Link } from './Link.ts';
import type { SigningKey } from './SigningKey.ts';
import { sealToken } from './sealToken.ts';

/**
 * A link as a token for a path. The same link under the same key is the same token, so that an address stays what it was.
 */
export function signLink(key: SigningKey, link: Link): string {
  const { kind, stream, fromMs = null, toMs = null, expiresMs, id } = link;
  return sealToken(key, JSON.stringify([kind, stream, expiresMs, fromMs, toMs, ...(id === undefined ? [] : [id])]));
}
