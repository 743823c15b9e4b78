import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { ArchiverError } from '../../core/errors.ts';

const PAGE = ['limit', 'nextToken'] as const;
const SPAN = ['from', 'to'] as const;
const PLAYER = ['protocol', 'expires', 'container', 'discontinuity', 'timestamps', 'maxResults'] as const;

/**
 * What the routes ask for after the question mark; none where a route is not named. A test holds it against the
 * document of the API.
 */
export const QUERY_PARAMETERS: Readonly<Record<string, readonly string[]>> = {
  'GET /v1/changes': PAGE,
  'GET /v1/detections': ['label', 'stream', ...SPAN, ...PAGE],
  'GET /v1/events': ['label', 'stream', ...SPAN, ...PAGE],
  'GET /v1/executions': ['machine', 'status', ...SPAN, ...PAGE],
  'GET /v1/exports': PAGE,
  'GET /v1/exports/{id}': ['expires'],
  'GET /v1/jobs': PAGE,
  'GET /v1/clips/{clipId}': ['expires'],
  'GET /v1/segments': ['clientID', 'deviceID', ...SPAN, ...PAGE],
  'GET /v1/shared/{link}': ['password', 'file'],
  'GET /v1/shares': ['own', ...PAGE],
  'GET /v1/segments/{clientID}/session': PLAYER,
  'GET /v1/streams': PAGE,
  'GET /v1/streams/{stream}/archive.m3u8': [...SPAN, 'type'],
  'GET /v1/streams/{stream}/changes': PAGE,
  'GET /v1/streams/{stream}/fragments': [...SPAN, 'selector', ...PAGE],
  'GET /v1/streams/{stream}/gaps': PAGE,
  'GET /v1/streams/{stream}/images': [...SPAN, 'labelled', ...PAGE],
  'GET /v1/streams/{stream}/session': ['mode', ...SPAN, ...PLAYER],
  'GET /v1/streams/{stream}/timeline': [...SPAN, 'resolution'],
};

/**
 * A parameter that a route does not know is a mistake: whoever wrote `form=` would get another span than they asked for.
 * So is one that comes twice, which API Gateway joins with a comma (documented: "Working with AWS Lambda proxy
 * integrations for HTTP APIs", payload format 2.0).
 *
 * @param route as `GET /v1/streams`
 * @throws ArchiverError `InvalidInput`, naming the parameter
 */
export function refuseUnknownParameters(
  route: string,
  { queryStringParameters = {}, rawQueryString = '' }: APIGatewayProxyEventV2,
): void {
  const known = QUERY_PARAMETERS[route] ?? [];
  const unknown = Object.keys(queryStringParameters).find((name) => !known.includes(name));
  if (unknown === undefined) {
    refuseRepeated(rawQueryString);
    return;
  }
  const named = known.length === 0 ? 'it has none' : `it has ${known.join(', ')}`;
  throw new ArchiverError('InvalidInput', `${unknown}: is no parameter of ${route}; ${named}`, {
    details: { field: unknown },
  });
}

function refuseRepeated(query: string): void {
  const seen = new Set<string>();
  for (const name of new URLSearchParams(query).keys()) {
    if (seen.has(name)) {
      throw new ArchiverError('InvalidInput', `${name}: is given twice`, { details: { field: name } });
    }
    seen.add(name);
  }
}
