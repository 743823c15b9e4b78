import type { ServerResponse } from 'node:http';
import type { System } from '../../core/system.ts';
import { toEvent } from '../httpapi/toEvent.ts';
import { matchesWildcards } from '../iam/matchesWildcards.ts';
import type { LambdaHost } from '../lambda/createLambdaHost.ts';
import type { LocalService } from '../service.ts';
import type { FrontBehavior } from './readDistribution.ts';
import { StreamedAnswer } from './StreamedAnswer.ts';

export interface FrontOptions {
  readonly behaviors: readonly FrontBehavior[];
  readonly lambda: LambdaHost;
  readonly api: LocalService;
  readonly system: System;
  readonly accountId: string;
}

/** The first behaviour whose pattern fits. Documented: CloudFront developer guide, "Path pattern". */
export function behaviorOf(behaviors: readonly FrontBehavior[], path: string): FrontBehavior | undefined {
  return behaviors.find(({ pattern }) => matchesWildcards(pattern, path));
}

function tell(response: ServerResponse, status: number, text: string): void {
  const body = `${text}\n`;
  response.writeHead(status, { 'content-type': 'text/plain', 'content-length': Buffer.byteLength(body) });
  response.end(body);
}

/**
 * The distribution that the template declares, in front of its function URLs and of the HTTP API. Nothing is kept here: each
 * answer is the origin's. Query, cookies and headers do not reach a function (its cache policy's key is the path), but for
 * which encodings are taken.
 */
export function createFront({ behaviors, lambda, api, system, accountId }: FrontOptions): LocalService {
  async function fromFunction(
    functionArn: string,
    request: Parameters<LocalService['handle']>[0],
    response: ServerResponse,
  ): Promise<void> {
    const path = (request.url ?? '/').split('?', 1)[0] ?? '/';
    const route = {
      routeKey: '$default',
      authorization: 'AWS_IAM',
      method: 'ANY',
      segments: [],
      timeoutMs: 0,
      scopes: [],
    } as const;
    const event = toEvent(
      request,
      Buffer.alloc(0),
      { route: { ...route, functionArn }, pathParameters: {} },
      {
        apiId: 'front',
        accountId,
        system,
        authorizer: undefined,
      },
    );
    const gzip = /\bgzip\b/.test(String(request.headers['accept-encoding'] ?? ''));
    const headers = { 'user-agent': 'Amazon CloudFront', ...(gzip ? { 'accept-encoding': 'gzip' } : {}) };
    const { queryStringParameters: _query, cookies: _cookies, ...rest } = event;
    const answer = new StreamedAnswer(response, request.method === 'HEAD');
    const outcome = await lambda.invoke(
      functionArn,
      { ...rest, rawPath: path, rawQueryString: '', headers },
      { sink: answer },
    );
    answer.end(outcome.ok);
  }

  return {
    name: 'cloudfront',
    async handle(request, response) {
      const path = (request.url ?? '/').split('?', 1)[0] ?? '/';
      const behavior = behaviorOf(behaviors, path);
      if (behavior === undefined) return tell(response, 404, 'there is nothing here');
      for (const [name, value] of Object.entries(behavior.headers)) response.setHeader(name, value);
      const method = request.method ?? 'GET';
      if (!behavior.methods.includes(method)) return tell(response, 403, `${method} is not allowed here`);
      if (behavior.origin.kind === 'function') return fromFunction(behavior.origin.functionArn, request, response);
      Object.assign(request.headers, behavior.origin.headers);
      return api.handle(request, response);
    },
    close: () => Promise.resolve(),
  };
}
