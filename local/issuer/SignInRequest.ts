import { SCOPES, scopeName } from './Issuer.ts';

/** What a page asks for on somebody's behalf: an authorization request with PKCE. */
export interface SignInRequest {
  readonly clientId: string;
  readonly redirectUri: string;
  readonly scopes: readonly string[];
  readonly challenge: string;
  /** Handed back as they came. */
  readonly state: string | undefined;
  readonly nonce: string | undefined;
}

export type SignInReading =
  | { readonly kind: 'request'; readonly request: SignInRequest }
  /** Nobody is sent anywhere: the page that asks is not to be trusted. */
  | { readonly kind: 'refused'; readonly message: string }
  /** The page that asks is told. */
  | { readonly kind: 'mistaken'; readonly redirectTo: string };

const KNOWN_SCOPES = new Set(['openid', ...SCOPES.map(scopeName)]);

/** Codes go to pages of this machine alone. */
function isOwnPage(text: string, ownOrigin: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, hostname, origin, hash, username } = new URL(text);
  if (hash !== '' || username !== '') return false;
  if (origin === ownOrigin) return true;
  return protocol === 'http:' && (hostname === 'localhost' || hostname === '127.0.0.1' || hostname === '[::1]');
}

/** The address with further parameters. */
export function withParameters(address: string, parameters: Readonly<Record<string, string | undefined>>): string {
  const url = new URL(address);
  for (const [name, value] of Object.entries(parameters)) {
    if (value !== undefined) url.searchParams.set(name, value);
  }
  return url.href;
}

/**
 * Reads an authorization request. Source: RFC 6749, section 4.1.1 and 4.1.2.1; RFC 7636, section 4.3 (`S256` alone);
 * RFC 8252, section 7.3 (any port of this machine).
 */
export function readSignInRequest(
  parameters: URLSearchParams,
  own: { readonly audience: string; readonly issuer: string },
): SignInReading {
  const one = (name: string): string | undefined => parameters.get(name) ?? undefined;
  const [clientId, redirectUri, state] = [one('client_id'), one('redirect_uri'), one('state')];
  if (clientId !== own.audience) return { kind: 'refused', message: `client_id: is not ${own.audience}` };
  if (redirectUri === undefined || !isOwnPage(redirectUri, new URL(own.issuer).origin)) {
    return { kind: 'refused', message: 'redirect_uri: is no page of this machine' };
  }
  const mistaken = (error: string, error_description: string): SignInReading => ({
    kind: 'mistaken',
    redirectTo: withParameters(redirectUri, { error, error_description, state, iss: own.issuer }),
  });
  if (one('response_type') !== 'code') return mistaken('unsupported_response_type', 'response_type: is not code');
  const challenge = one('code_challenge') ?? '';
  if (one('code_challenge_method') !== 'S256' || !/^[A-Za-z0-9_-]{43}$/.test(challenge)) {
    return mistaken('invalid_request', 'code_challenge: PKCE with S256 is asked for');
  }
  const scopes = (one('scope') ?? '').split(' ').filter((scope) => scope !== '');
  const unknown = scopes.find((scope) => !KNOWN_SCOPES.has(scope));
  if (unknown !== undefined) return mistaken('invalid_scope', 'scope: is none of those there are');
  return { kind: 'request', request: { clientId, redirectUri, scopes, challenge, state, nonce: one('nonce') } };
}
