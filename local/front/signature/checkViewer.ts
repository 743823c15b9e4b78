import { createVerify } from 'node:crypto';
import { isFulfilled, readExpires, readPolicy, type ViewerRequest } from './DeliveryCondition.ts';
import type { ViewerSignature } from './ViewerSignature.ts';

/** A public key that a behaviour trusts. */
export interface TrustedKey {
  readonly id: string;
  readonly pem: string;
}

/** Why a viewer is not let in; the answer is 403 each time. */
export interface ViewerRefusal {
  readonly code: 'MissingKey' | 'InvalidKey' | 'MalformedPolicy' | 'MalformedSignature' | 'AccessDenied';
  readonly message: string;
}

/** Documented: re:Post, "How do I troubleshoot issues related to a signed URL or signed cookies in CloudFront?". */
const MISSING_KEY: ViewerRefusal = {
  code: 'MissingKey',
  message: 'Missing Key-Pair-Id query parameter or cookie value',
};
const UNKNOWN_KEY: ViewerRefusal = { code: 'InvalidKey', message: 'Unknown Key' };
/** Observed: aws-sdk-js, issue 2236. */
const MALFORMED_POLICY: ViewerRefusal = { code: 'MalformedPolicy', message: 'Malformed Policy' };
/** Observed: its words. Assumed: of what it is said, a signature that is no base64 or has no bytes. */
const MALFORMED_SIGNATURE: ViewerRefusal = { code: 'MalformedSignature', message: 'Could not unencode Signature' };
/** One answer for all that is signed wrongly or good no more. */
const DENIED: ViewerRefusal = { code: 'AccessDenied', message: 'Access denied' };

/** Documented: the SHA-1 of old, or what `Hash-Algorithm` says. */
const HASHES: Readonly<Record<string, string>> = { SHA1: 'RSA-SHA1', SHA256: 'RSA-SHA256' };

/** Base64 with the characters that a URL takes: documented, "-" for "+", "_" for "=", "~" for "/". */
function unencoded(text: string): Buffer | undefined {
  const plain = text.replace(/[-_~]/g, (character) => ({ '-': '+', _: '=', '~': '/' })[character] ?? character);
  if (plain === '' || !/^[A-Za-z0-9+/]+={0,2}$/.test(plain)) return undefined;
  return Buffer.from(plain, 'base64');
}

/** What was signed: the policy itself, or the canned one, which nobody sends. */
function signedPolicy(shown: ViewerSignature, url: string): string | undefined {
  if (shown.policy !== undefined) return unencoded(shown.policy)?.toString('utf8');
  const before = readExpires(shown.expires ?? '');
  if (before === undefined) return undefined;
  return `{"Statement":[{"Resource":"${url}","Condition":{"DateLessThan":{"AWS:EpochTime":${before}}}}]}`;
}

/**
 * Whether CloudFront gives a viewer what he asks for, where a behaviour has trusted keys. Assumed: the order in which
 * things are looked at, and that what lacks a signature is denied as a wrong one is.
 *
 * @returns undefined where he is let in
 */
export function checkViewer(
  shown: ViewerSignature,
  request: ViewerRequest,
  keys: readonly TrustedKey[],
): ViewerRefusal | undefined {
  if (shown.keyPairId === undefined || shown.keyPairId === '') return MISSING_KEY;
  const key = keys.find(({ id }) => id === shown.keyPairId);
  if (key === undefined) return UNKNOWN_KEY;
  const policy = signedPolicy(shown, request.url);
  if (policy === undefined) return MALFORMED_POLICY;
  // The address of a canned policy is whole: what it is compared with was signed to the letter.
  const condition = shown.policy === undefined ? { before: readExpires(shown.expires ?? '') ?? 0 } : readPolicy(policy);
  if (condition === undefined) return MALFORMED_POLICY;
  if (shown.signature === undefined) return DENIED;
  const signature = unencoded(shown.signature);
  if (signature === undefined) return MALFORMED_SIGNATURE;
  const hash = HASHES[shown.hashAlgorithm ?? 'SHA1'];
  if (hash === undefined || !createVerify(hash).update(policy).verify(key.pem, signature)) return DENIED;
  return isFulfilled(condition, request) ? undefined : DENIED;
}
