import { type KeyObject, sign } from 'node:crypto';

const encoded = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');

/** Claims signed with RS256, in the compact form. Source: RFC 7515, section 7.1. */
export function signJws(
  claims: object,
  key: KeyObject,
  header: { readonly kid: string; readonly typ: string },
): string {
  const text = `${encoded({ alg: 'RS256', ...header })}.${encoded(claims)}`;
  return `${text}.${sign('sha256', Buffer.from(text), key).toString('base64url')}`;
}
