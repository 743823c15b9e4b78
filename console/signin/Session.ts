import { now } from '../system/clock.ts';
import { askForToken, authorizationUrl, discover, type SignInSettings, type TokenAnswer } from './issuer.ts';
import { challengeOf, secret } from './pkce.ts';

const TOKEN = 'kvs-archiver.token';
const REQUEST = 'kvs-archiver.sign-in';
/** A token is renewed so long before its end: requests under way still have one that holds. */
const EARLY_MS = 60_000;
const HOUR_SECONDS = 3600;

interface KeptToken {
  readonly accessToken: string;
  readonly expiresMs: number;
  readonly idToken?: string | undefined;
}

interface KeptRequest {
  readonly verifier: string;
  readonly state: string;
  /** The view that was asked for: the issuer knows one address alone. */
  readonly returnTo: string;
}

/**
 * Somebody who has signed in with the JWT issuer, by an authorization code with PKCE. The token lies in memory and in
 * the tab's own storage; what renews it in memory alone.
 */
export class Session {
  readonly #settings: SignInSettings;
  #kept: KeptToken | undefined;
  #refreshToken: string | undefined;
  #renewal: Promise<string> | undefined;

  constructor(settings: SignInSettings) {
    this.#settings = settings;
    this.#kept = read<KeptToken>(TOKEN);
  }

  get isSignedIn(): boolean {
    return this.#kept !== undefined && this.#kept.expiresMs > now() + EARLY_MS;
  }

  /** A token that holds. Where there is none the page leaves for the issuer, which knows its user: it is back at once. */
  readonly token = (): string | Promise<string> => {
    if (this.#kept !== undefined && this.#kept.expiresMs > now() + EARLY_MS) return this.#kept.accessToken;
    this.#renewal ??= this.#renew().finally(() => {
      this.#renewal = undefined;
    });
    return this.#renewal;
  };

  /** Leaves for the issuer, and comes back to the view that is shown now. */
  async signIn(): Promise<void> {
    const request: KeptRequest = { verifier: secret(), state: secret(), returnTo: location.pathname + location.search };
    sessionStorage.setItem(REQUEST, JSON.stringify(request));
    const { authorization_endpoint } = await discover(this.#settings.issuer);
    const challenge = await challengeOf(request.verifier);
    const { state } = request;
    location.assign(authorizationUrl(authorization_endpoint, this.#settings, { redirectUri, state, challenge }));
  }

  /** Takes the code out of the address, where the issuer has sent somebody back with one. */
  async complete(): Promise<void> {
    const answer = new URLSearchParams(location.search);
    const state = answer.get('state');
    const request = read<KeptRequest>(REQUEST);
    if (state === null || request === undefined || (!answer.has('code') && !answer.has('error'))) return;
    sessionStorage.removeItem(REQUEST);
    history.replaceState(null, '', request.returnTo);
    // RFC 6749, section 10.12: an answer that nobody here asked for.
    if (state !== request.state) throw new Error('the answer is not to the question of this page');
    const code = answer.get('code');
    if (code === null) throw new Error(answer.get('error_description') ?? answer.get('error') ?? 'no code');
    const { token_endpoint } = await discover(this.#settings.issuer);
    this.#keep(
      await askForToken(token_endpoint, {
        grant_type: 'authorization_code',
        client_id: this.#settings.clientId,
        redirect_uri: redirectUri,
        code,
        code_verifier: request.verifier,
      }),
    );
  }

  /** Forgets the token, and has the issuer forget its user where it can. */
  async signOut(): Promise<void> {
    const idToken = this.#kept?.idToken;
    this.#kept = undefined;
    this.#refreshToken = undefined;
    sessionStorage.removeItem(TOKEN);
    const { end_session_endpoint } = await discover(this.#settings.issuer);
    if (end_session_endpoint === undefined) return;
    const url = new URL(end_session_endpoint);
    url.searchParams.set('client_id', this.#settings.clientId);
    url.searchParams.set('post_logout_redirect_uri', redirectUri);
    if (idToken !== undefined) url.searchParams.set('id_token_hint', idToken);
    location.assign(url);
  }

  async #renew(): Promise<string> {
    const refresh_token = this.#refreshToken;
    if (refresh_token !== undefined) {
      this.#refreshToken = undefined;
      const { token_endpoint } = await discover(this.#settings.issuer);
      const form = { grant_type: 'refresh_token', client_id: this.#settings.clientId, refresh_token };
      // One that has been taken back is none: the issuer is asked for its user then.
      const answer = await askForToken(token_endpoint, form).catch(() => undefined);
      if (answer !== undefined) return this.#keep(answer);
    }
    await this.signIn();
    // The page is left.
    return new Promise(() => undefined);
  }

  #keep({ access_token, expires_in = HOUR_SECONDS, refresh_token, id_token }: TokenAnswer): string {
    this.#refreshToken = refresh_token ?? this.#refreshToken;
    this.#kept = { accessToken: access_token, expiresMs: now() + expires_in * 1000, idToken: id_token };
    sessionStorage.setItem(TOKEN, JSON.stringify(this.#kept));
    return access_token;
  }
}

/** The one address that the issuer knows. */
const redirectUri = `${location.origin}${import.meta.env.BASE_URL}`;

function read<T>(key: string): T | undefined {
  const text = sessionStorage.getItem(key);
  return text === null ? undefined : (JSON.parse(text) as T);
}
