import { createHash } from 'node:crypto';
import type { System } from '../../core/system.ts';
import type { SignInRequest } from './SignInRequest.ts';

/** RFC 6749, section 4.1.2: ten minutes at most; a page comes back at once. */
const CODE_MS = 60_000;
/** Nobody has more sign-ins under way. */
const KEPT_CODES = 100;

/** Codes that were given to pages, each good for one token. */
export class SignInCodes {
  readonly #system: System;
  readonly #given = new Map<string, { readonly request: SignInRequest; readonly expiresMs: number }>();

  constructor(system: System) {
    this.#system = system;
  }

  give(request: SignInRequest): string {
    const code = Buffer.from(this.#system.random.bytes(32)).toString('base64url');
    this.#given.set(code, { request, expiresMs: this.#system.clock.now() + CODE_MS });
    const oldest = this.#given.keys().next();
    if (this.#given.size > KEPT_CODES && oldest.done !== true) this.#given.delete(oldest.value);
    return code;
  }

  /** What the code was given for; undefined for one that is unknown, used, past its time, or another page's. */
  take(code: string, proof: { clientId: string; redirectUri: string; verifier: string }): SignInRequest | undefined {
    const found = this.#given.get(code);
    // Whoever brings a code that is not his has used it up all the same (RFC 6749, section 4.1.2).
    this.#given.delete(code);
    if (found === undefined || this.#system.clock.now() >= found.expiresMs) return undefined;
    const { request } = found;
    const challenge = createHash('sha256').update(proof.verifier).digest('base64url');
    const matches =
      request.clientId === proof.clientId &&
      request.redirectUri === proof.redirectUri &&
      request.challenge === challenge;
    return matches ? request : undefined;
  }
}
