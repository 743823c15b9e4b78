import { type KeyObject, verify } from 'node:crypto';

/** The public key that a token names; undefined for one that its issuer does not show. */
export type KeyOf = (kid: string) => KeyObject | undefined;

export type JwsFault = 'malformed' | 'algorithm' | 'unknown-key' | 'signature';

export type Verified =
  | { readonly ok: true; readonly claims: Readonly<Record<string, unknown>> }
  | { readonly ok: false; readonly fault: JwsFault };

/** RSASSA-PKCS1-v1_5 alone: nobody chooses another for us, `none` least of all. */
const DIGESTS: Readonly<Record<string, string>> = { RS256: 'sha256', RS384: 'sha384', RS512: 'sha512' };

/** Longer ones are no tokens; API Gateway takes 10 KB of headers in all. */
const LONGEST = 16 * 1024;
const PART = /^[A-Za-z0-9_-]+$/;

function parsed(part: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(Buffer.from(part, 'base64url').toString('utf8'));
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : undefined;
  } catch {
    return undefined;
  }
}

/**
 * Verifies a token in the compact form: its signature and nothing else. The key is the one that the issuer shows under
 * the name in the token's header; keys inside of a token, or at addresses that it names, are never looked at. Source:
 * RFC 7515, sections 4.1, 5.2 and 7.1; RFC 8725, section 3.
 */
export function verifyJws(token: string, keyOf: KeyOf): Verified {
  const fault = (name: JwsFault): Verified => ({ ok: false, fault: name });
  const [head = '', body = '', signature = '', ...more] = token.length > LONGEST ? [] : token.split('.');
  if (!PART.test(head) || !PART.test(body) || more.length > 0) return fault('malformed');
  const header = parsed(head);
  // Extensions that have to be understood are not.
  if (header === undefined || header.crit !== undefined) return fault('malformed');
  const digest = typeof header.alg === 'string' && Object.hasOwn(DIGESTS, header.alg) ? DIGESTS[header.alg] : undefined;
  if (digest === undefined) return fault('algorithm');
  const key = typeof header.kid === 'string' ? keyOf(header.kid) : undefined;
  if (key?.asymmetricKeyType !== 'rsa') return fault('unknown-key');
  if (!PART.test(signature)) return fault('signature');
  if (!verify(digest, Buffer.from(`${head}.${body}`), key, Buffer.from(signature, 'base64url'))) {
    return fault('signature');
  }
  const claims = parsed(body);
  return claims === undefined ? fault('malformed') : { ok: true, claims };
}
