import { createHmac, timingSafeEqual } from 'node:crypto';
import type { Credential } from './Credential.ts';

/** What a session is given for: who acts, in which role, with which values of policy variables, until when. */
export interface Session {
  /** The ARN of the role. */
  readonly roleArn: string;
  /** The name of the session, as in the ARN of whoever acts. */
  readonly name: string;
  /** Condition keys that every request of the session bears, in lower case. */
  readonly context: Readonly<Record<string, string>>;
  /** Epoch milliseconds. */
  readonly expiresMs: number;
}

const FORM = /^kvsa1\.([A-Za-z0-9_-]+)\.([A-Za-z0-9_-]{43})$/;

const hmac = (secret: string, use: string, text: string): Buffer =>
  createHmac('sha256', secret).update(`${use}:${text}`).digest();

/**
 * The credentials of a session. All of them follow from the token, which says whose they are and is sealed: nothing is
 * kept, and they hold over a restart.
 *
 * @param nonce makes two sessions of the same thing differ
 */
export function sealSession(session: Session, secret: string, nonce: string): Credential {
  const claims = Buffer.from(JSON.stringify({ ...session, nonce })).toString('base64url');
  return credentialOf(`kvsa1.${claims}.${hmac(secret, 'token', claims).toString('base64url')}`, session, secret);
}

/** The credentials that a token belongs to; undefined where it is none of ours. Whether it has ended is not asked here. */
export function openSession(token: string, secret: string): Credential | undefined {
  const [, claims, seal] = FORM.exec(token) ?? [];
  if (claims === undefined || seal === undefined) return undefined;
  const expected = hmac(secret, 'token', claims);
  const given = Buffer.from(seal, 'base64url');
  if (given.length !== expected.length || !timingSafeEqual(given, expected)) return undefined;
  // Sealed, so ours: it has the form that it was given.
  return credentialOf(token, JSON.parse(Buffer.from(claims, 'base64url').toString('utf8')) as Session, secret);
}

function credentialOf(token: string, session: Session, secret: string): Credential {
  const id = hmac(secret, 'session-id', token).toString('hex').toUpperCase();
  return {
    accessKeyId: `ASIALOCAL${id.slice(0, 11)}`,
    secretAccessKey: hmac(secret, 'session-secret', token).toString('base64'),
    principal: session.roleArn,
    temporary: { token, name: session.name, context: session.context, expiresMs: session.expiresMs },
  };
}
