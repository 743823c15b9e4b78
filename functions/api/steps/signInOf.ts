/** What a page has to know before it can ask the issuer for a token. */
export interface SignIn {
  readonly issuer: string;
  readonly clientId: string;
  readonly audience?: string;
  readonly scopes: readonly string[];
}

/** `openid` has the issuer say how to sign out; the others are those of the API's routes. */
const SCOPES = ['openid', 'kvs-archiver/read', 'kvs-archiver/export', 'kvs-archiver/manage'];

/**
 * Where people sign in by the settings of the stack; undefined where they do not.
 *
 * Issuers whose tokens are for the client itself (Cognito, Entra) want no audience; Auth0 wants the API's.
 */
export function signInOf(settings: {
  readonly issuer: string;
  readonly clientId: string;
  readonly audience: readonly string[];
}): SignIn | undefined {
  const { issuer, clientId } = settings;
  if (issuer === '' || clientId === '') return undefined;
  const [audience = ''] = settings.audience;
  const isOwn = audience === '' || settings.audience.includes(clientId);
  return { issuer, clientId, ...(isOwn ? {} : { audience }), scopes: SCOPES };
}
