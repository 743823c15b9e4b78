import { timingSafeEqual } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { System } from '../../core/system.ts';
import { RequestTooLarge, readBody } from '../gateway/readBody.ts';
import type { LocalService } from '../service.ts';
import { ISSUER_PATH, type Issuer, OWNER, SCOPES, scopeName } from './Issuer.ts';
import { SignInCodes } from './SignInCodes.ts';
import { readSignInRequest, withParameters } from './SignInRequest.ts';
import { refusedPage, signInPage } from './signInPage.ts';
import { signIdToken, signToken } from './signToken.ts';

export interface IssuerControlOptions {
  readonly issuer: Issuer;
  /** The issuer's address, as its tokens bear it. */
  readonly address: string;
  readonly audience: string;
  readonly system: System;
}

/** A working day: there is nobody to renew it in the background. */
const TOKEN_SECONDS = 8 * 3600;
const BODY_LIMIT_BYTES = 16 * 1024;
/** Pages of other origins read these; they hold nothing that a cookie or an address would give away. */
const FOR_ALL = { 'access-control-allow-origin': '*' };

interface Reply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

const json = (status: number, body: unknown): Reply => ({
  status,
  headers: { 'content-type': 'application/json', 'cache-control': 'no-store', ...FOR_ALL },
  body: JSON.stringify(body),
});

const html = (status: number, body: string, sendsTo = ''): Reply => ({
  status,
  headers: {
    'content-type': 'text/html; charset=utf-8',
    'cache-control': 'no-store',
    'content-security-policy': `default-src 'none'; style-src 'unsafe-inline'; form-action 'self' ${sendsTo}; frame-ancestors 'none'; base-uri 'none'`,
    'referrer-policy': 'no-referrer',
    'x-content-type-options': 'nosniff',
  },
  body,
});

const goTo = (location: string): Reply => ({
  status: 303,
  headers: { location, 'cache-control': 'no-store', 'referrer-policy': 'no-referrer' },
  body: '',
});

function isSame(given: string, expected: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(expected)];
  return a.length === b.length && timingSafeEqual(a, b);
}

/**
 * The stack's own identity provider, `/_local/issuer`: discovery, keys, and the authorization code with PKCE, as pages
 * sign in with a provider of the owner's where the stack is deployed. Source: OpenID Connect Discovery 1.0; RFC 6749;
 * RFC 7636; RFC 9207 (`iss` in the answer).
 */
export function createIssuerControl(options: IssuerControlOptions): Pick<LocalService, 'handle'> {
  const { issuer, address, audience, system } = options;
  const codes = new SignInCodes(system);

  const discovery = json(200, {
    issuer: address,
    authorization_endpoint: `${address}/authorize`,
    token_endpoint: `${address}/token`,
    jwks_uri: `${address}/jwks.json`,
    response_types_supported: ['code'],
    grant_types_supported: ['authorization_code'],
    code_challenge_methods_supported: ['S256'],
    token_endpoint_auth_methods_supported: ['none'],
    subject_types_supported: ['public'],
    id_token_signing_alg_values_supported: ['RS256'],
    scopes_supported: ['openid', ...SCOPES.map(scopeName)],
    authorization_response_iss_parameter_supported: true,
  });

  function authorize(parameters: URLSearchParams, password: string | undefined): Reply {
    const reading = readSignInRequest(parameters, { audience, issuer: address });
    if (reading.kind === 'refused') return html(400, refusedPage(reading.message));
    if (reading.kind === 'mistaken') return goTo(reading.redirectTo);
    const { request } = reading;
    if (password !== undefined && isSame(password, issuer.password)) {
      return goTo(
        withParameters(request.redirectUri, { code: codes.give(request), state: request.state, iss: address }),
      );
    }
    const { passwordPath } = issuer;
    const form = signInPage({ parameters, passwordPath, wrongPassword: password !== undefined });
    // A form that is answered with a redirection needs leave for where that goes.
    return html(password === undefined ? 200 : 401, form, new URL(request.redirectUri).origin);
  }

  function exchange(form: URLSearchParams): Reply {
    const one = (name: string): string => form.get(name) ?? '';
    if (one('grant_type') !== 'authorization_code') return json(400, { error: 'unsupported_grant_type' });
    const request = codes.take(one('code'), {
      clientId: one('client_id'),
      redirectUri: one('redirect_uri'),
      verifier: one('code_verifier'),
    });
    if (request === undefined) return json(400, { error: 'invalid_grant' });
    const scopes = request.scopes.filter((scope) => scope !== 'openid');
    const claims = { issuer: address, audience, subject: OWNER, scopes, ttlSeconds: TOKEN_SECONDS };
    const isOpenId = request.scopes.includes('openid');
    return json(200, {
      access_token: signToken(issuer, claims, system),
      ...(isOpenId ? { id_token: signIdToken(issuer, { ...claims, nonce: request.nonce }, system) } : {}),
      token_type: 'Bearer',
      expires_in: TOKEN_SECONDS,
      scope: scopes.join(' '),
    });
  }

  async function reply(request: IncomingMessage): Promise<Reply> {
    const { pathname, searchParams } = new URL(request.url ?? '/', address);
    const call = `${request.method} ${pathname.slice(ISSUER_PATH.length)}`;
    switch (call) {
      case 'GET /.well-known/openid-configuration':
        return discovery;
      case 'GET /jwks.json':
        return json(200, { keys: [issuer.publicKey] });
      case 'GET /authorize':
        return authorize(searchParams, undefined);
      case 'POST /authorize':
      case 'POST /token': {
        const form = new URLSearchParams((await readBody(request, BODY_LIMIT_BYTES)).toString('utf8'));
        return call === 'POST /token' ? exchange(form) : authorize(form, form.get('password') ?? '');
      }
      default:
        return json(404, { error: 'not_found' });
    }
  }

  return {
    async handle(request, response: ServerResponse) {
      const { status, headers, body } = await reply(request).catch((error: unknown) => {
        if (!(error instanceof RequestTooLarge)) throw error;
        return json(413, { error: 'invalid_request', error_description: error.message });
      });
      if (!request.complete) response.setHeader('connection', 'close');
      response.writeHead(status, { ...headers, 'content-length': Buffer.byteLength(body) });
      response.end(body);
    },
  };
}
