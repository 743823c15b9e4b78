import { type JwsFault, type KeyOf, verifyJws } from '../tokens/verifyJws.ts';
import { gatewayMessage, type HttpAnswer } from './toResponse.ts';

/** What a route asks of a token. */
export interface TokenRules {
  readonly issuer: string;
  readonly audience: readonly string[];
  /** One of them is enough; none asks for none. */
  readonly scopes: readonly string[];
}

export type TokenDecision =
  | { readonly ok: true; readonly claims: Readonly<Record<string, string>> }
  | { readonly ok: false; readonly answer: HttpAnswer };

type Claims = Readonly<Record<string, unknown>>;

/**
 * Decides over `Authorization: [Bearer] TOKEN` as a JWT authorizer does, in its order: signature by the key that the
 * token names, issuer, audience (`aud`, and `client_id` only without it), times without leeway, scopes.
 *
 * Documented: API Gateway developer guide, "Control access to HTTP APIs with JWT authorizers" (RSA alone), and
 * "Troubleshooting issues with HTTP API JWT authorizers" for the header of a refusal. Assumed: its descriptions but that
 * of the audience.
 *
 * @param now epoch milliseconds
 */
export function authorizeToken(
  header: string | undefined,
  rules: TokenRules,
  keyOf: KeyOf,
  now: number,
): TokenDecision {
  const token = header?.replace(/^Bearer +/i, '').trim() ?? '';
  if (token === '' || token === 'Bearer') return refusal(401, 'Unauthorized', 'Bearer');
  const verified = verifyJws(token, keyOf);
  if (!verified.ok) return invalid(SIGNATURE_FAULTS[verified.fault]);
  const { claims } = verified;
  const fault = faultOf(claims, rules, now);
  if (fault !== undefined) return invalid(fault);
  const granted = scopesOf(claims);
  if (rules.scopes.length > 0 && !rules.scopes.some((scope) => granted.includes(scope))) {
    const asked = rules.scopes.join(' ');
    const description = 'the token does not have the scope that the route asks for';
    return refusal(403, 'Forbidden', bearer(asked, 'insufficient_scope', description));
  }
  return { ok: true, claims: asTexts(claims) };
}

const SIGNATURE_FAULTS: Readonly<Record<JwsFault, string>> = {
  malformed: 'the token is malformed',
  algorithm: 'the signing method is invalid',
  'unknown-key': 'the key of the token is not known',
  signature: 'the signature is invalid',
};

function faultOf({ iss, aud, client_id, exp, nbf, iat }: Claims, rules: TokenRules, now: number): string | undefined {
  if (iss !== rules.issuer) return 'the token does not have a valid issuer';
  const named = aud === undefined ? [client_id] : [aud].flat();
  if (!named.some((name) => typeof name === 'string' && rules.audience.includes(name))) {
    return 'the token does not have a valid audience';
  }
  if (typeof exp !== 'number') return 'the token has no end';
  if (exp * 1000 <= now) return 'the token has expired';
  if (isLater(nbf, now)) return 'the token is not valid yet';
  if (isLater(iat, now)) return 'the token was issued in the future';
  return undefined;
}

/** A time that is there and is none is never reached. */
const isLater = (claim: unknown, now: number): boolean =>
  claim !== undefined && !(typeof claim === 'number' && claim * 1000 <= now);

const bearer = (scope: string, error: string, description: string): string =>
  `Bearer scope="${scope}" error="${error}" error_description="${description}"`;

const invalid = (description: string): TokenDecision =>
  refusal(401, 'Unauthorized', bearer('', 'invalid_token', description));

function refusal(status: number, message: string, challenge: string): TokenDecision {
  const answer = gatewayMessage(status, message);
  return { ok: false, answer: { ...answer, headers: { ...answer.headers, 'www-authenticate': challenge } } };
}

/** Documented: `scope`, or `scp`. */
function scopesOf({ scope, scp }: Claims): readonly string[] {
  const claim = scope ?? scp;
  if (Array.isArray(claim)) return claim.map(String);
  return typeof claim === 'string' ? claim.split(' ') : [];
}

/** Claims reach the function as texts. Observed: a list as `[a b]`. Assumed: an object as JSON. */
function asTexts(payload: Claims): Record<string, string> {
  const claims: Record<string, string> = {};
  for (const [name, value] of Object.entries(payload)) {
    if (Array.isArray(value)) claims[name] = `[${value.map(String).join(' ')}]`;
    else claims[name] = typeof value === 'object' && value !== null ? JSON.stringify(value) : String(value);
  }
  return claims;
}
