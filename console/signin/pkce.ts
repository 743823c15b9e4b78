/** Bytes as RFC 7636 and JSON Web Tokens write them. */
export function base64Url(bytes: Uint8Array): string {
  return btoa(String.fromCharCode(...bytes))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replace(/=+$/, '');
}

/** A secret nobody guesses: verifier and state alike. */
export const secret = (): string => base64Url(crypto.getRandomValues(new Uint8Array(32)));

/** RFC 7636, section 4.2: what the issuer is told of the verifier beforehand. */
export async function challengeOf(verifier: string): Promise<string> {
  return base64Url(new Uint8Array(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(verifier))));
}
