import { ArchiverError } from '../../core/errors.ts';
import type { TemporaryCredentials } from './CredentialProvider.ts';

const text = (value: unknown): string | undefined => (typeof value === 'string' && value !== '' ? value : undefined);

/**
 * Credentials out of the provider's answer.
 *
 * @param aheadMs how far the service's clock is ahead of ours: by that the end is put onto ours
 * @throws ArchiverError `Corrupt` that says what is missing, and nothing of what is there
 */
export function readCredentials(body: string, aheadMs: number): TemporaryCredentials {
  let given: Record<string, unknown> | undefined;
  try {
    given = (JSON.parse(body) as { credentials?: Record<string, unknown> } | null)?.credentials;
  } catch {
    // No cause: the parser's message quotes the text, and that may hold a key.
    throw new ArchiverError('Corrupt', 'the credentials provider answered with what is no JSON');
  }
  const accessKeyId = text(given?.accessKeyId);
  const secretAccessKey = text(given?.secretAccessKey);
  const sessionToken = text(given?.sessionToken);
  const expires = Date.parse(text(given?.expiration) ?? '');
  const missing = Object.entries({ accessKeyId, secretAccessKey, sessionToken })
    .filter(([, value]) => value === undefined)
    .map(([name]) => name);
  if (Number.isNaN(expires)) missing.push('expiration');
  if (accessKeyId === undefined || secretAccessKey === undefined || sessionToken === undefined || missing.length > 0) {
    throw new ArchiverError('Corrupt', `the credentials provider's answer lacks ${missing.join(', ')}`);
  }
  return { accessKeyId, secretAccessKey, sessionToken, expiresMs: expires - aheadMs };
}
