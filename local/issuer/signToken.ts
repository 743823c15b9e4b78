import type { System } from '../../core/system.ts';
import { signJws } from '../tokens/signJws.ts';
import type { Issuer } from './Issuer.ts';

interface CommonClaims {
  /** The issuer's address, as the stack tells it. */
  readonly issuer: string;
  readonly audience: string;
  readonly subject: string;
  readonly ttlSeconds: number;
}

export interface TokenClaims extends CommonClaims {
  /** Whole names: `kvs-archiver/read`. */
  readonly scopes: readonly string[];
  /** The streams that it is good for; all of them without. */
  readonly streams?: readonly string[] | undefined;
}

function registered({ issuer, audience, subject, ttlSeconds }: CommonClaims, { clock }: System) {
  const now = Math.floor(clock.now() / 1000);
  return { iss: issuer, sub: subject, aud: audience, iat: now, exp: now + ttlSeconds };
}

/** An access token as identity providers make them. */
export function signToken({ privateKey, publicKey }: Issuer, claims: TokenClaims, system: System): string {
  const { audience, scopes, streams } = claims;
  const common = registered(claims, system);
  const payload = {
    ...common,
    nbf: common.iat,
    jti: system.random.uuid(),
    client_id: audience,
    scope: scopes.join(' '),
    ...(streams === undefined ? {} : { 'kvs-archiver/streams': streams }),
  };
  return signJws(payload, privateKey, { kid: publicKey.kid, typ: 'at+jwt' });
}

/** Says to the page that asked who has signed in; it opens nothing, for it has no scope. */
export function signIdToken(
  { privateKey, publicKey }: Issuer,
  claims: CommonClaims & { readonly nonce: string | undefined },
  system: System,
): string {
  // JSON leaves out what is undefined.
  const payload = { ...registered(claims, system), nonce: claims.nonce };
  return signJws(payload, privateKey, { kid: publicKey.kid, typ: 'JWT' });
}
