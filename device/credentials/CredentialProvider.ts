import type { Credentials } from '../putMedia/signPutMedia.ts';

/** Credentials that end. */
export interface TemporaryCredentials extends Credentials {
  readonly sessionToken: string;
  /** Epoch milliseconds of this machine's clock, whatever the service's clock says. */
  readonly expiresMs: number;
}

/** Credentials as the AWS SDK's clients take them: where they end, they are asked for again. */
export interface ExpiringCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
  readonly expiration?: Date;
}

/**
 * Gives credentials that are good now. To be asked before each call, and not kept: whoever gives them out renews them.
 * The AWS SDK's clients take it as their `credentials`.
 */
export type CredentialProvider = () => Promise<ExpiringCredentials>;
