import { KvsError } from '../../kvsError.ts';
import type { Session } from '../Session.ts';
import type { SessionTerms } from '../SessionTerms.ts';

/** One request for something of a session. */
export interface SessionRequest {
  readonly session: Session;
  readonly token: string;
  readonly query: URLSearchParams;
}

/** What is answered: the parts of the body, in order. */
export interface SessionContent {
  readonly contentType: string;
  readonly parts: readonly Uint8Array[];
  /** Whether the same URL gives another answer later. */
  readonly changes: boolean;
}

/** What a player does with a session. */
export interface SessionAction {
  /** As the API reference names it. */
  readonly name: string;
  readonly paths: Readonly<Partial<Record<SessionTerms['protocol'], string>>>;
  /** The container it is for, where it is not for both (documented: media is made available in the requested format only). */
  readonly container?: SessionTerms['container'];
  /** Calls a second of one session (documented: service quotas); kept with `quotas: 'aws'`. */
  readonly perSecond: number;
  /** Fragment points (documented: service quotas). */
  charge(terms: SessionTerms): { readonly metadata?: number; readonly media?: number };
  run(request: SessionRequest): Promise<SessionContent>;
}

/** @throws KvsError InvalidArgumentException (assumed) */
export function requiredParameter(query: URLSearchParams, name: string): string {
  const value = query.get(name);
  if (value === null || !/^\d{1,128}$/.test(value)) {
    throw new KvsError('InvalidArgumentException', `${name} must be specified, as a number.`);
  }
  return value;
}

export const textContent = (contentType: string, text: string): SessionContent => ({
  contentType,
  parts: [Buffer.from(text)],
  changes: true,
});
