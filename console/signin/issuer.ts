/** As `GET /v1/health` says it. */
export interface SignInSettings {
  readonly issuer: string;
  readonly clientId: string;
  readonly audience?: string | undefined;
  readonly scopes: readonly string[];
}

/** OpenID Connect Discovery 1.0, section 3. */
export interface IssuerEndpoints {
  readonly authorization_endpoint: string;
  readonly token_endpoint: string;
  readonly end_session_endpoint?: string;
}

/** RFC 6749, section 5.1. */
export interface TokenAnswer {
  readonly access_token: string;
  readonly expires_in?: number;
  readonly refresh_token?: string;
  readonly id_token?: string;
}

export async function discover(issuer: string): Promise<IssuerEndpoints> {
  const answer = await fetch(`${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`);
  if (!answer.ok) throw new Error(`${issuer} answers ${answer.status}`);
  return (await answer.json()) as IssuerEndpoints;
}

export interface AuthorizationRequest {
  readonly redirectUri: string;
  readonly state: string;
  readonly challenge: string;
}

/** Where somebody is sent to sign in. Source: RFC 6749, section 4.1.1; RFC 7636, section 4.3. */
export function authorizationUrl(endpoint: string, settings: SignInSettings, request: AuthorizationRequest): string {
  const url = new URL(endpoint);
  const parameters = {
    response_type: 'code',
    client_id: settings.clientId,
    redirect_uri: request.redirectUri,
    scope: settings.scopes.join(' '),
    state: request.state,
    code_challenge: request.challenge,
    code_challenge_method: 'S256',
    ...(settings.audience === undefined ? {} : { audience: settings.audience }),
  };
  for (const [name, value] of Object.entries(parameters)) url.searchParams.set(name, value);
  return url.href;
}

/** Asks for a token: by a code, or by what renews an earlier one. */
export async function askForToken(endpoint: string, form: Readonly<Record<string, string>>): Promise<TokenAnswer> {
  const answer = await fetch(endpoint, { method: 'POST', body: new URLSearchParams(form) });
  const said = (await answer.json()) as TokenAnswer & { readonly error?: string; readonly error_description?: string };
  if (!answer.ok) throw new Error(said.error_description ?? said.error ?? `the issuer answers ${answer.status}`);
  return said;
}
