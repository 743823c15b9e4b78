import type { KeyObject } from 'node:crypto';

/** RFC 7517 and RFC 7518, section 6.3.1. */
export interface RsaJwk {
  readonly kty: 'RSA';
  readonly n: string;
  readonly e: string;
  readonly kid: string;
  readonly use: 'sig';
  readonly alg: 'RS256';
}

/** Who makes tokens for the people of this machine. */
export interface Issuer {
  /** PKCS #8, RSA; whoever has it may make any token. */
  readonly privateKey: KeyObject;
  /** The public half, as `jwks.json` shows it. */
  readonly publicKey: RsaJwk;
  /** Of the one user, `owner`. */
  readonly password: string;
  /** Where it lies, for people to read; it is never printed. */
  readonly passwordPath: string;
}

/** The one user of a machine: whoever may read its data folder. */
export const OWNER = 'owner';

/**
 * What `params.local` of serverless.yml says as `jwtIssuer`: tokens of the stack itself. Its address is known when it
 * runs, and a package must not be made anew for each port.
 */
export const OWN_ISSUER = 'https://localhost/_local/issuer';

/** Under the stack's own address. */
export const ISSUER_PATH = '/_local/issuer';

/** What an API in AWS asks for in serverless/functions.cjs. */
export const SCOPES = ['read', 'export', 'manage'] as const;
export const scopeName = (word: string): string => `kvs-archiver/${word}`;
