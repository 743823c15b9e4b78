import type { System } from '../../../core/system.ts';
import { KvsError } from '../kvsError.ts';
import type { StreamRegistry } from '../streams/StreamRegistry.ts';
import { Session } from './Session.ts';
import type { SessionTerms } from './SessionTerms.ts';
import type { SessionTokens } from './SessionTokens.ts';

/** Sessions at work; one that is not among them is built anew from its token. */
const MAX_SESSIONS = 256;

/** Streaming sessions by their tokens. What a token says is all there is to know: none is ever lost. */
export class SessionRegistry {
  readonly #system: System;
  readonly #tokens: SessionTokens;
  readonly #streams: StreamRegistry;
  /** The one used last is the last. */
  readonly #sessions = new Map<string, Session>();

  constructor(system: System, tokens: SessionTokens, streams: StreamRegistry) {
    this.#system = system;
    this.#tokens = tokens;
    this.#streams = streams;
  }

  /** A token for a new session. */
  open(terms: SessionTerms): string {
    return this.#tokens.seal(terms);
  }

  /**
   * The session of a token. Observed: 403 and this text after its time.
   * @throws KvsError AccessDeniedException for no token, an altered or an expired one; ResourceNotFoundException when its
   *   stream is gone
   */
  find(token: string | undefined, protocol: SessionTerms['protocol']): Session {
    if (token === undefined) throw new KvsError('AccessDeniedException', 'Streaming session token is missing');
    const terms = this.#sessions.get(token)?.terms ?? this.#tokens.open(token);
    if (this.#system.clock.now() >= terms.expiresMs) {
      this.#sessions.delete(token);
      throw new KvsError('AccessDeniedException', 'Streaming session token is expired');
    }
    if (terms.protocol !== protocol) {
      throw new KvsError('AccessDeniedException', 'Streaming session token is invalid');
    }
    const stream = this.#streams.byName(terms.streamName);
    if (stream.description.createdMs !== terms.streamCreatedMs) {
      throw new KvsError('ResourceNotFoundException', 'The requested stream is not found or not active.');
    }
    const session = this.#sessions.get(token) ?? new Session(terms, stream, this.#system.clock);
    this.#sessions.delete(token);
    this.#sessions.set(token, session);
    for (const oldest of this.#sessions.keys()) {
      if (this.#sessions.size <= MAX_SESSIONS) break;
      this.#sessions.delete(oldest);
    }
    return session;
  }
}
