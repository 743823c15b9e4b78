import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { ArchiverError } from '../../core/errors.ts';

/** Whose request it is, as the HTTP API's authorizer found out. */
export interface Caller {
  /** A token's subject, or the ARN of whoever signed; `anyone` where nobody had to say. */
  readonly subject: string;
  readonly kind: 'user' | 'iam' | 'anyone';
  /** The streams that a token is good for; all of them where it names none. */
  readonly streams?: readonly string[];
}

/** The claim of a token that limits its bearer to some streams: a list of names. */
export const STREAMS_CLAIM = 'kvs-archiver/streams';

/** What the two authorizers put into `requestContext`; the event's own type knows of none. */
interface Authorizer {
  readonly jwt?: { readonly claims?: Readonly<Record<string, unknown>> };
  readonly iam?: { readonly userArn?: string | null };
}

/** The caller of a request that the HTTP API has let in. */
export function callerOf(event: APIGatewayProxyEventV2): Caller {
  const { jwt, iam } = (event.requestContext as { authorizer?: Authorizer }).authorizer ?? {};
  if (jwt !== undefined) {
    const claims = jwt.claims ?? {};
    const streams = namesIn(claims[STREAMS_CLAIM]);
    const subject = String(claims.sub ?? claims.client_id ?? 'nobody');
    return { subject, kind: 'user', ...(streams === undefined ? {} : { streams }) };
  }
  if (iam !== undefined) return { subject: iam.userArn ?? 'nobody', kind: 'iam' };
  return { subject: 'anyone', kind: 'anyone' };
}

/**
 * The names in a claim. Observed: the JWT authorizer of an HTTP API hands a list on as the text `[front back]`; one
 * text with the names in it, spaces or commas between, is what issuers without lists send. A claim that is there and
 * names nothing reaches nothing.
 */
function namesIn(claim: unknown): readonly string[] | undefined {
  if (claim === undefined || claim === null) return undefined;
  const text = Array.isArray(claim) ? claim.join(' ') : String(claim).replace(/^\[(.*)\]$/s, '$1');
  return text.split(/[\s,]+/).filter((name) => name !== '');
}

/** Whether the caller may know of a stream. */
export function mayReach(caller: Caller, stream: string): boolean {
  return caller.streams === undefined || caller.streams.includes(stream);
}

/** @throws ArchiverError `AccessDenied`; the same whether or not there is such a stream */
export function assertMayReach(caller: Caller, stream: string): void {
  if (mayReach(caller, stream)) return;
  throw new ArchiverError('AccessDenied', 'stream: is none of those that your token is good for');
}

/** The same for the stream that a request's body names, before anything else of it is looked at. */
export function assertMayReachNamed(caller: Caller, body: unknown): void {
  const { stream } = (typeof body === 'object' && body !== null ? body : {}) as { readonly stream?: unknown };
  if (typeof stream === 'string') assertMayReach(caller, stream);
}

/** For what is about no one stream. @throws ArchiverError `AccessDenied` for a token that is good for some streams */
export function assertReachesAll(caller: Caller): void {
  if (caller.streams === undefined) return;
  throw new ArchiverError('AccessDenied', 'your token is good for some streams alone, and this is about all of them');
}
