import type { IncomingMessage } from 'node:http';
import type { System } from '../../core/system.ts';
import { RequestTooLarge, readBody } from '../gateway/readBody.ts';
import type { LambdaHost } from '../lambda/createLambdaHost.ts';
import { LambdaServiceError } from '../lambda/LambdaServiceError.ts';
import type { LocalService } from '../service.ts';
import type { KeyOf } from '../tokens/verifyJws.ts';
import type { Authorizer } from './Authorizer.ts';
import { authorizeToken } from './authorizeToken.ts';
import { corsHeaders } from './corsHeaders.ts';
import { createThrottles } from './createThrottles.ts';
import { matchRoute } from './matchRoute.ts';
import type { HttpApiDefinition, HttpRoute } from './readRoutes.ts';
import { signerOf } from './signerOf.ts';
import { toEvent } from './toEvent.ts';
import { gatewayMessage, type HttpAnswer, toResponse } from './toResponse.ts';

export interface HttpApiOptions {
  readonly definition: HttpApiDefinition;
  readonly lambda: LambdaHost;
  readonly system: System;
  readonly accountId: string;
  /** Tokens are verified where this is given: the issuer's keys. */
  readonly keyOf?: KeyOf | undefined;
  /** The ARN of whoever bears a key. */
  readonly arnOf?: (accessKeyId: string) => string;
  /** Whether the stage's limits of requests a second are kept. */
  readonly isLimited?: () => boolean;
}

/** Documented: HTTP API quotas, "Payload size" 10 MB; Lambda's 6 MB binds first. */
const BODY_LIMIT_BYTES = 10 * 1024 * 1024;

/** The HTTP API that the template declares, in front of its functions, as API Gateway answers. */
export function createHttpApi(options: HttpApiOptions): LocalService {
  const { definition, lambda, system } = options;
  const throttles = createThrottles(system.clock);

  /** What the route's authorizer tells the function, or what it answers in its place. */
  function authorize(request: IncomingMessage, route: HttpRoute): Authorizer | HttpAnswer | undefined {
    if (route.authorization === 'JWT' && options.keyOf !== undefined) {
      // Fails closed: a JWT route without an authorizer is none that anybody passes.
      const { tokens = { issuer: '', audience: [] }, scopes } = route;
      const { authorization } = request.headers;
      const decision = authorizeToken(authorization, { ...tokens, scopes }, options.keyOf, system.clock.now());
      return decision.ok ? { jwt: { claims: decision.claims, scopes: route.scopes } } : decision.answer;
    }
    // Signatures are the gateway's to verify; who signed nothing where none is asked for, is nobody.
    return route.authorization === 'AWS_IAM' ? signerOf(request, options) : undefined;
  }

  async function answer(request: IncomingMessage): Promise<HttpAnswer> {
    const method = request.method ?? 'GET';
    const path = (request.url ?? '/').split('?', 1)[0] ?? '/';
    if (method === 'OPTIONS' && definition.cors !== undefined) {
      return { status: 204, headers: {}, body: Buffer.alloc(0) };
    }
    const match = matchRoute(definition.routes, method, path);
    if (match === undefined) return gatewayMessage(404, 'Not Found');
    if (options.isLimited?.() === true && !throttles.take(match.route)) return gatewayMessage(429, 'Too Many Requests');
    const authorizer = authorize(request, match.route);
    if (authorizer !== undefined && 'status' in authorizer) return authorizer;
    let body: Buffer;
    try {
      body = await readBody(request, BODY_LIMIT_BYTES);
    } catch (error) {
      if (error instanceof RequestTooLarge) return gatewayMessage(413, 'Request Entity Too Large');
      throw error;
    }
    const event = toEvent(request, body, match, { ...options, apiId: definition.apiId, authorizer });
    const limit = new AbortController();
    const timer = setTimeout(() => limit.abort(new Error('integration timeout')), match.route.timeoutMs);
    try {
      const outcome = await lambda.invoke(match.route.functionArn, event, { signal: limit.signal });
      if (outcome.ok) return toResponse(outcome.payload);
      // Assumed: the function's own limit answers as the integration's limit does (documented for the latter only).
      return outcome.errorType === 'Sandbox.Timedout'
        ? gatewayMessage(503, 'Service Unavailable')
        : gatewayMessage(500, 'Internal Server Error');
    } catch (error) {
      if (limit.signal.aborted) return gatewayMessage(503, 'Service Unavailable');
      if (error instanceof LambdaServiceError) {
        return error.status === 429
          ? gatewayMessage(503, 'Service Unavailable')
          : gatewayMessage(500, 'Internal Server Error');
      }
      throw error;
    } finally {
      clearTimeout(timer);
    }
  }

  return {
    name: 'http-api',
    async handle(request, response) {
      const { status, headers, body } = await answer(request);
      const cors = corsHeaders(definition.cors, request.headers.origin, request.method === 'OPTIONS');
      const all: Record<string, string | string[]> = {};
      for (const [name, value] of Object.entries({ ...headers, ...cors, 'apigw-requestid': system.random.uuid() })) {
        all[name] = typeof value === 'string' ? value : [...value];
      }
      if (status !== 204) all['content-length'] = String(body.length);
      // What was not read would be taken for the next request.
      if (!request.complete) all.connection = 'close';
      response.writeHead(status, all);
      response.end(request.method === 'HEAD' ? undefined : body);
    },
    close: () => Promise.resolve(),
  };
}
