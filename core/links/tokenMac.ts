import { createHmac } from 'node:crypto';
import type { SigningKey } from './SigningKey.ts';

/** Half of an HMAC-SHA256, as RFC 2104 (section 5) allows: 128 bits keep a path short and nobody guesses them. */
export const MAC_BYTES = 16;

/** The seal of a token's bytes. */
export function tokenMac({ secret }: SigningKey, bytes: Uint8Array): Uint8Array {
  return createHmac('sha256', secret).update(bytes).digest().subarray(0, MAC_BYTES);
}
