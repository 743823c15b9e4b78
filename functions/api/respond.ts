import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { ArchiverError, type ErrorKind, isArchiverError } from '../../core/errors.ts';
import type { ChangeLog } from '../../core/ports/changeLog.ts';
import { logger } from '../logger.ts';
import { system } from '../wiring/system.ts';
import { changeLog } from '../wiring/tables.ts';
import { assertMayReach, type Caller, callerOf } from './caller.ts';
import { refuseUnknownParameters } from './queryParameters.ts';
import { type MadeChange, recordChange } from './recordChange.ts';

/** Status codes of our errors; everything else is 500. */
const STATUS: Readonly<Record<ErrorKind, number>> = {
  InvalidInput: 400,
  AccessDenied: 403,
  NotFound: 404,
  NotYetAvailable: 404,
  Conflict: 409,
  LeaseLost: 409,
  Expired: 410,
  UnsupportedMedia: 422,
  Throttled: 429,
  Truncated: 502,
  Corrupt: 500,
  Internal: 500,
};

/** What a route answers: a status and a JSON body, `undefined` for none. */
export interface Answer {
  readonly status: number;
  readonly body?: unknown;
  /** In place of a JSON body. */
  readonly content?: { readonly type: string; readonly body: string | Uint8Array };
  /** Beside, or in place of, those that every answer has; names in lower case. */
  readonly headers?: Readonly<Record<string, string>>;
  /** What was changed, where a record of what was asked for does not say it; `none` for a question put by POST. */
  readonly change?: MadeChange | 'none';
}

/** One route: what is asked, and by whom. A stream in its path is one that the caller may reach. */
export type Route = (event: APIGatewayProxyEventV2, caller: Caller) => Promise<Answer>;

/**
 * A handler over routes by API Gateway's route keys (`GET /v1/streams/{stream}`), whichever of the two authorizers let
 * the caller in: `GET /iam/v1/streams/{stream}` is the same route. Errors of the vocabulary become
 * `{ "error": { "code", "message" } }`; what lies behind an internal one is logged and not told.
 *
 * What a route other than GET has done is written down, with who asked for it.
 *
 * @param changes where; by default the stack's table, opened when it is first needed. `unrecorded` for reports that
 * are kept as they are: the function's entry then says `unrecorded: true` (serverless/functions.cjs)
 */
export function respond(
  routes: Readonly<Record<string, Route>>,
  changes: ChangeLog | 'unrecorded' | undefined = undefined,
) {
  let log = changes;
  return async (event: APIGatewayProxyEventV2): Promise<APIGatewayProxyStructuredResultV2> => {
    try {
      const routeKey = event.routeKey.replace(' /iam/v1/', ' /v1/');
      const route = routes[routeKey];
      if (route === undefined) throw new ArchiverError('NotFound', `there is no ${event.routeKey}`);
      const caller = callerOf(event);
      const { stream } = event.pathParameters ?? {};
      if (stream !== undefined) assertMayReach(caller, stream);
      refuseUnknownParameters(routeKey, event);
      const answer = await route(event, caller);
      const { status, change } = answer;
      if (!routeKey.startsWith('GET ') && status < 300 && change !== 'none' && log !== 'unrecorded') {
        log ??= changeLog();
        await recordChange({ event, caller, body: bodyOf(event) }, change, { changes: log, clock: system.clock });
      }
      return written(answer);
    } catch (error) {
      return failure(error, event);
    }
  };
}

function failure(
  error: unknown,
  { routeKey, pathParameters }: APIGatewayProxyEventV2,
): APIGatewayProxyStructuredResultV2 {
  const known = isArchiverError(error)
    ? error
    : new ArchiverError('Internal', 'something went wrong', { cause: error });
  const status = STATUS[known.kind];
  if (status >= 500)
    logger.error(routeKey, {
      streamName: pathParameters?.stream,
      error: error instanceof Error ? error : new Error(String(error)),
    });
  const message = known.kind === 'Internal' ? 'something went wrong; the log of the function says what' : known.message;
  return written({ status, body: { error: { code: known.kind, message } } });
}

/** What is private is kept nowhere, unless a route says for how long; and nothing is taken for what it is not. */
const HEADERS = {
  'content-type': 'application/json',
  'cache-control': 'no-store',
  'x-content-type-options': 'nosniff',
  'strict-transport-security': 'max-age=31536000',
} as const;

function written({ status, body, content, headers = {} }: Answer): APIGatewayProxyStructuredResultV2 {
  if (content !== undefined) {
    const isText = typeof content.body === 'string';
    return {
      statusCode: status,
      headers: { ...HEADERS, 'content-type': content.type, ...headers },
      body: isText ? content.body : Buffer.from(content.body).toString('base64'),
      isBase64Encoded: !isText,
    };
  }
  return {
    statusCode: status,
    headers: { ...HEADERS, ...headers },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  };
}

/** The body as far as it is JSON: a route that takes none lets any pass. */
function bodyOf(event: APIGatewayProxyEventV2): unknown {
  try {
    return jsonBody(event);
  } catch (error) {
    if (!isArchiverError(error, 'InvalidInput')) throw error;
    return undefined;
  }
}

/** The JSON body of a request. @throws ArchiverError `InvalidInput` */
export function jsonBody(event: APIGatewayProxyEventV2): unknown {
  const text = event.isBase64Encoded ? Buffer.from(event.body ?? '', 'base64').toString('utf8') : (event.body ?? '');
  if (text.trim() === '') return {};
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new ArchiverError('InvalidInput', 'body: is not JSON', { cause });
  }
}

/** The page that a list route is asked for. @throws ArchiverError `InvalidInput` */
export function pageOf(event: APIGatewayProxyEventV2): { limit: number; after?: string } {
  const { limit: limitText = '100', nextToken } = event.queryStringParameters ?? {};
  const limit = Number(limitText);
  if (!Number.isInteger(limit) || limit < 1 || limit > 1000) {
    throw new ArchiverError('InvalidInput', `limit: ${limitText} is not a whole number from 1 to 1000`);
  }
  if (nextToken === undefined) return { limit };
  if (!/^[A-Za-z0-9_-]{1,8192}$/.test(nextToken))
    throw new ArchiverError('InvalidInput', 'nextToken: is not one of ours');
  return { limit, after: Buffer.from(nextToken, 'base64url').toString('utf8') };
}

/** A list as every list route gives it. */
export function listAnswer(items: readonly unknown[], nextToken: string | undefined): Answer {
  return {
    status: 200,
    body: {
      items,
      ...(nextToken === undefined ? {} : { nextToken: Buffer.from(nextToken, 'utf8').toString('base64url') }),
    },
  };
}
