import type { ServerResponse } from 'node:http';
import type { System } from '../../core/system.ts';
import { toEvent } from '../httpapi/toEvent.ts';
import { matchesWildcards } from '../iam/matchesWildcards.ts';
import type { LambdaHost } from '../lambda/createLambdaHost.ts';
import type { LocalService } from '../service.ts';
import { type BucketOrigin, fromBucket } from './fromBucket.ts';
import type { FrontBehavior } from './readDistribution.ts';
import { StreamedAnswer } from './StreamedAnswer.ts';
import { checkViewer, type TrustedKey, type ViewerRefusal } from './signature/checkViewer.ts';
import { readSignedCookies, readSignedQuery } from './signature/ViewerSignature.ts';

export interface FrontOptions {
  /** As they stand when they are asked for: keys of signatures are made when everything else answers. */
  behaviors(): readonly FrontBehavior[];
  readonly buckets: BucketOrigin;
  readonly lambda: LambdaHost;
  readonly api: LocalService;
  readonly system: System;
  readonly accountId: string;
}

/** The first behaviour whose pattern fits. Documented: CloudFront developer guide, "Path pattern". */
export function behaviorOf(behaviors: readonly FrontBehavior[], path: string): FrontBehavior | undefined {
  return behaviors.find(({ pattern }) => matchesWildcards(pattern, path));
}

const splitOnce = (text: string, mark: string): readonly string[] => {
  const at = text.indexOf(mark);
  return at < 0 ? [text] : [text.slice(0, at), text.slice(at + 1)];
};

function tell(response: ServerResponse, status: number, text: string): void {
  const body = `${text}\n`;
  response.writeHead(status, { 'content-type': 'text/plain', 'content-length': Buffer.byteLength(body) });
  response.end(body);
}

/** Observed: how CloudFront refuses a viewer. */
function refuse(response: ServerResponse, isHead: boolean, { code, message }: ViewerRefusal): void {
  const body = `<?xml version="1.0" encoding="UTF-8"?><Error><Code>${code}</Code><Message>${message}</Message></Error>`;
  response.setHeader('cache-control', 'no-store');
  response.writeHead(403, { 'content-type': 'text/xml', 'content-length': Buffer.byteLength(body) });
  response.end(isHead ? undefined : body);
}

/**
 * The distribution that the template declares, in front of its function URLs and of the HTTP API. Nothing is kept here: each
 * answer is the origin's. Query, cookies and headers do not reach a function (its cache policy's key is the path), but for
 * which encodings are taken. Where a behaviour has trusted keys, a viewer has to show a signature of one of them.
 */
export function createFront({ behaviors, buckets, lambda, api, system, accountId }: FrontOptions): LocalService {
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

  /** Documented: where a viewer shows both, the URL decides alone. */
  function refusalOf(request: Parameters<LocalService['handle']>[0], keys: readonly TrustedKey[]) {
    const [path = '/', query = ''] = splitOnce(request.url ?? '/', '?');
    const { shown, rest } = readSignedQuery(query);
    const url = `http://${request.headers.host ?? ''}${path}${rest === '' ? '' : `?${rest}`}`;
    const viewer = { url, ip: request.socket.remoteAddress ?? '', nowMs: system.clock.now() };
    return checkViewer(shown ?? readSignedCookies(request.headers.cookie ?? ''), viewer, keys);
  }

  return {
    name: 'cloudfront',
    async handle(request, response) {
      const path = (request.url ?? '/').split('?', 1)[0] ?? '/';
      const behavior = behaviorOf(behaviors(), path);
      if (behavior === undefined) return tell(response, 404, 'there is nothing here');
      for (const [name, value] of Object.entries(behavior.headers)) response.setHeader(name, value);
      const method = request.method ?? 'GET';
      if (!behavior.methods.includes(method)) return tell(response, 403, `${method} is not allowed here`);
      if (behavior.trustedKeys !== undefined) {
        const refusal = refusalOf(request, behavior.trustedKeys);
        if (refusal !== undefined) return refuse(response, method === 'HEAD', refusal);
      }
      if (behavior.origin.kind === 'bucket') {
        return fromBucket(buckets, behavior.origin.bucket, path, request, response);
      }
      if (behavior.origin.kind === 'function') return fromFunction(behavior.origin.functionArn, request, response);
      Object.assign(request.headers, behavior.origin.headers);
      return api.handle(request, response);
    },
    close: () => Promise.resolve(),
  };
}
