import { createHash } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { Clock } from '../../core/system.ts';
import { readBody } from '../gateway/readBody.ts';
import { replayRequest } from '../gateway/replayRequest.ts';
import type { Credential } from './Credential.ts';
import { parseSignature, type SignatureClaim } from './parseSignature.ts';
import { verifySignature } from './verifySignature.ts';

/** Why a request was turned away. */
export type DenialReason =
  | 'missing'
  | 'malformed'
  | 'unknown-key'
  | 'mismatch'
  | 'skewed'
  | 'expired'
  | 'wrong-service'
  /** The token of temporary credentials is missing, or is not theirs. */
  | 'wrong-token'
  /** Temporary credentials have ended. */
  | 'token-expired';

export type Authentication =
  | { readonly ok: true; readonly principal: string; readonly request: IncomingMessage }
  | { readonly ok: false; readonly reason: DenialReason };

export interface AuthenticateOptions {
  readonly clock: Clock;
  find(accessKeyId: string): Credential | undefined;
  /** Names that the credential's scope may bear for this service. */
  readonly services: readonly string[];
  /**
   * `declared`: the body streams and the signature rests on what the headers declare of it (S3, PutMedia).
   * `body`: it is read whole, and must be what was signed.
   */
  readonly payload: 'declared' | 'body';
}

/** Documented: a signed request is good for 5 minutes; S3 allows 15 (error RequestTimeTooSkewed). */
const SKEW_MS = 5 * 60_000;
const S3_SKEW_MS = 15 * 60_000;
const BODY_LIMIT_BYTES = 16 * 1024 * 1024;
const EMPTY_SHA256 = createHash('sha256').digest('hex');

function toMs(timestamp: string): number {
  const match = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(timestamp);
  if (match === null) return Number.NaN;
  const [, year, month, day, hour, minute, second] = match.map(Number);
  return Date.UTC(year ?? 0, (month ?? 1) - 1, day, hour, minute, second);
}

/** Where a client puts the token of temporary credentials: a header, or the query of a presigned URL. */
export function sessionTokenOf(request: IncomingMessage): string | undefined {
  const header = request.headers['x-amz-security-token'];
  if (typeof header === 'string') return header;
  const { url = '' } = request;
  const question = url.indexOf('?');
  if (question < 0) return undefined;
  return new URLSearchParams(url.slice(question + 1)).get('X-Amz-Security-Token') ?? undefined;
}

function tokenFault(request: IncomingMessage, { temporary }: Credential, now: number): DenialReason | undefined {
  if (temporary === undefined) return undefined;
  if (sessionTokenOf(request) !== temporary.token) return 'wrong-token';
  return now >= temporary.expiresMs ? 'token-expired' : undefined;
}

function timeFault(claim: SignatureClaim, now: number): DenialReason | undefined {
  const at = toMs(claim.timestamp);
  if (Number.isNaN(at) || !claim.timestamp.startsWith(claim.date)) return 'malformed';
  const skew = claim.service === 's3' ? S3_SKEW_MS : SKEW_MS;
  if (claim.form === 'header') return Math.abs(now - at) > skew ? 'skewed' : undefined;
  const expires = claim.expiresSeconds ?? 300;
  if (!(expires >= 1 && expires <= 604_800)) return 'malformed';
  return now > at + expires * 1000 ? 'expired' : at > now + skew ? 'skewed' : undefined;
}

/**
 * Verifies a request's Signature Version 4. Where the body had to be read, the request that is handed back reads it
 * again. Source: IAM user guide, "Create a signed AWS API request".
 */
export async function authenticate(request: IncomingMessage, options: AuthenticateOptions): Promise<Authentication> {
  const claim = parseSignature(request);
  if (claim === 'none') return { ok: false, reason: 'missing' };
  if (claim === 'malformed') return { ok: false, reason: 'malformed' };
  if (!options.services.includes(claim.service)) return { ok: false, reason: 'wrong-service' };
  if (!claim.signedHeaders.includes('host')) return { ok: false, reason: 'malformed' };
  const credential = options.find(claim.accessKeyId);
  if (credential === undefined) return { ok: false, reason: 'unknown-key' };
  const fault = tokenFault(request, credential, options.clock.now()) ?? timeFault(claim, options.clock.now());
  if (fault !== undefined) return { ok: false, reason: fault };

  const declared = request.headers['x-amz-content-sha256'];
  let payloadHash = typeof declared === 'string' ? declared : undefined;
  let verified = request;
  if (options.payload === 'body') {
    const body = await readBody(request, BODY_LIMIT_BYTES);
    const actual = createHash('sha256').update(body).digest('hex');
    if (payloadHash !== undefined && payloadHash !== 'UNSIGNED-PAYLOAD' && payloadHash !== actual) {
      return { ok: false, reason: 'mismatch' };
    }
    payloadHash ??= actual;
    verified = replayRequest(request, body);
  } else {
    payloadHash ??= claim.form === 'query' ? 'UNSIGNED-PAYLOAD' : EMPTY_SHA256;
  }
  if (!verifySignature(request, claim, credential.secretAccessKey, payloadHash)) {
    return { ok: false, reason: 'mismatch' };
  }
  return { ok: true, principal: credential.principal, request: verified };
}
