import { createPublicKey, generateKeyPair } from 'node:crypto';
import { promisify } from 'node:util';
import { ArchiverError, isArchiverError } from '../../../core/errors.ts';
import type { SecretValues } from '../../../core/ports/secretValues.ts';

/** Documented: CloudFront developer guide, "Create key pairs for your signers": RSA, 2048 bits, PEM. */
const BITS = 2048;

const newPair = promisify(generateKeyPair);

/**
 * The key pair that a secret holds, made at the first time: whoever asks twice, or twice at once, gets the same.
 *
 * @param token of the request: 32 to 64 characters
 * @returns the public half, PEM
 * @throws ArchiverError of the port
 */
export async function deliveryKey(secretId: string, token: string, secrets: SecretValues): Promise<string> {
  const kept = await secrets.read(secretId);
  if (kept !== undefined) return publicHalf(kept);
  const { privateKey } = await newPair('rsa', {
    modulusLength: BITS,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  });
  try {
    await secrets.write(secretId, privateKey, token);
    return publicHalf(privateKey);
  } catch (error) {
    if (!isArchiverError(error, 'Conflict')) throw error;
  }
  // The same request, delivered twice: the other one's pair stands.
  const stands = await secrets.read(secretId);
  if (stands === undefined)
    throw new ArchiverError('NotYetAvailable', 'the secret was given a value and shows none yet');
  return publicHalf(stands);
}

const publicHalf = (privateKey: string): string =>
  createPublicKey(privateKey).export({ type: 'spki', format: 'pem' }).toString();
