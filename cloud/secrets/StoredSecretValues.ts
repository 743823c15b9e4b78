import { GetSecretValueCommand, PutSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { isArchiverError } from '../../core/errors.ts';
import type { SecretValues } from '../../core/ports/secretValues.ts';
import { inOurWords } from '../awsError.ts';

/** Values in Secrets Manager. */
export class StoredSecretValues implements SecretValues {
  readonly #client: SecretsManagerClient;

  constructor(client = new SecretsManagerClient({})) {
    this.#client = client;
  }

  async read(SecretId: string): Promise<string | undefined> {
    try {
      const { SecretString } = await inOurWords('GetSecretValue', () =>
        this.#client.send(new GetSecretValueCommand({ SecretId })),
      );
      return SecretString;
    } catch (error) {
      // A secret without a value answers as one that is not there (documented: GetSecretValue, errors).
      if (isArchiverError(error, 'NotFound')) return undefined;
      throw error;
    }
  }

  async write(SecretId: string, SecretString: string, ClientRequestToken: string): Promise<void> {
    await inOurWords('PutSecretValue', () =>
      this.#client.send(new PutSecretValueCommand({ SecretId, SecretString, ClientRequestToken })),
    );
  }
}
