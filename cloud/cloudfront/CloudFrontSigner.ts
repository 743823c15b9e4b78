import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { getSignedUrl } from '@aws-sdk/cloudfront-signer';
import { type DeliveryReach, deliveryPolicy } from '../../core/delivery/deliveryPolicy.ts';
import { ArchiverError } from '../../core/errors.ts';
import type { DeliverySigner } from '../../core/ports/deliverySigner.ts';
import { inOurWords } from '../awsError.ts';

/** A key pair of the stack: the id that CloudFront knows its public half by, and the secret with the private one. */
export interface DeliveryKeyPair {
  readonly keyPairId: string;
  readonly secretId: string;
}

/**
 * Signs for CloudFront with a private key out of Secrets Manager, read once by a warm environment: a rotation gives the
 * function another key pair, and so another environment.
 */
export class CloudFrontSigner implements DeliverySigner {
  readonly #pair: DeliveryKeyPair;
  readonly #client: SecretsManagerClient;
  #privateKey: Promise<string> | undefined;

  constructor(pair: DeliveryKeyPair, client = new SecretsManagerClient({})) {
    this.#pair = pair;
    this.#client = client;
  }

  async queryFor(reach: DeliveryReach): Promise<string> {
    const signed = getSignedUrl({
      url: reach.frontUrl,
      keyPairId: this.#pair.keyPairId,
      privateKey: await this.#key(),
      policy: deliveryPolicy(reach),
      algorithm: 'SHA256',
    });
    return signed.slice(signed.indexOf('?') + 1);
  }

  #key(): Promise<string> {
    const known = this.#privateKey;
    if (known !== undefined) return known;
    const key = this.#read();
    this.#privateKey = key;
    // Whoever waits hears of the failure; the next one asks again.
    key.catch(() => {
      if (this.#privateKey === key) this.#privateKey = undefined;
    });
    return key;
  }

  async #read(): Promise<string> {
    const { SecretString } = await inOurWords('GetSecretValue of the key of deliveries', () =>
      this.#client.send(new GetSecretValueCommand({ SecretId: this.#pair.secretId })),
    );
    if (SecretString === undefined) throw new ArchiverError('Internal', 'the key of deliveries is no text');
    return SecretString;
  }
}
