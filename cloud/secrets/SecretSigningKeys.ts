import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { ArchiverError, isArchiverError } from '../../core/errors.ts';
import { type SigningKey, signingKey } from '../../core/links/SigningKey.ts';
import type { SigningKeys } from '../../core/ports/signingKeys.ts';
import type { Clock } from '../../core/system.ts';
import { inOurWords } from '../awsError.ts';

/** How long keys are used before they are asked for again: so long after a rotation both keys still sign. */
const FRESH_MS = 5 * 60_000;

type Keys = readonly [SigningKey, ...SigningKey[]];

/**
 * The keys of links in Secrets Manager: the secret's current value, and the one before it, which a rotation leaves under
 * its label AWSPREVIOUS. Every call is billed, so a warm environment asks once in five minutes.
 */
export class SecretSigningKeys implements SigningKeys {
  readonly #secretId: string;
  readonly #clock: Pick<Clock, 'now'>;
  readonly #client: SecretsManagerClient;
  #known: { readonly keys: Promise<Keys>; readonly untilMs: number } | undefined;

  constructor(secretId: string, clock: Pick<Clock, 'now'>, client = new SecretsManagerClient({})) {
    this.#secretId = secretId;
    this.#clock = clock;
    this.#client = client;
  }

  keys(): Promise<Keys> {
    const now = this.#clock.now();
    if (this.#known !== undefined && now < this.#known.untilMs) return this.#known.keys;
    const keys = this.#read();
    const known = { keys, untilMs: now + FRESH_MS };
    this.#known = known;
    // Whoever waits hears of the failure; the next one asks again.
    keys.catch(() => {
      if (this.#known === known) this.#known = undefined;
    });
    return keys;
  }

  async #read(): Promise<Keys> {
    const [current, previous] = await Promise.all([this.#value('AWSCURRENT'), this.#previous()]);
    return previous === undefined ? [current] : [current, previous];
  }

  async #previous(): Promise<SigningKey | undefined> {
    try {
      return await this.#value('AWSPREVIOUS');
    } catch (error) {
      // A secret that was never changed has none (documented: GetSecretValue, ResourceNotFoundException).
      if (isArchiverError(error, 'NotFound')) return undefined;
      throw error;
    }
  }

  async #value(VersionStage: string): Promise<SigningKey> {
    const { SecretString } = await inOurWords(`GetSecretValue of the key of links, ${VersionStage}`, () =>
      this.#client.send(new GetSecretValueCommand({ SecretId: this.#secretId, VersionStage })),
    );
    if (SecretString === undefined) throw new ArchiverError('Internal', 'the key of links is no text');
    return signingKey(Buffer.from(SecretString, 'utf8'));
  }
}
