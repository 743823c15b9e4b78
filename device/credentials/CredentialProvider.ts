import type { Credentials } from '../putMedia/signPutMedia.ts';

/** Credentials that end. */
export interface TemporaryCredentials extends Credentials {
  readonly sessionToken: string;
  /** Epoch milliseconds of this machine's clock, whatever the service's clock says. */
  readonly expiresMs: number;
}

/** Credentials, with the word that the AWS SDK has for their end. */
export type ExpiringCredentials = Credentials & { readonly expiration?: Date };

/**
 * Gives credentials that are good now. To be asked before each call, and not kept: whoever gives them out renews them.
 * The AWS SDK's clients take it as their `credentials`.
 */
export type CredentialProvider = () => Promise<ExpiringCredentials>;
